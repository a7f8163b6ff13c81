using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Reactor.Qmp.Tests.Qemu;

public partial class QemuTlsTests
{
    [QemuFact]
    public async Task Tls_monitor_with_client_certificate_answers_each_command_at_once()
    {
        using var folder = new TempFolder();
        using X509Certificate2 ca = CreateCa(), server = Create(ca, "localhost", "1.3.6.1.5.5.7.3.1"), client = Create(ca, "reactor", "1.3.6.1.5.5.7.3.2");
        await WriteAsync(folder, "ca-cert.pem", ca.ExportCertificatePem());
        await WriteAsync(folder, "server-cert.pem", server.ExportCertificatePem());
        await WriteAsync(folder, "server-key.pem", server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());

        using var qemu = await QemuProcess.StartAsync(
            "-M", "none",
            "-object", $"tls-creds-x509,id=tls0,dir={folder.Path},endpoint=server,verify-peer=on",
            "-chardev", "socket,id=c1,host=127.0.0.1,port=0,server=on,wait=off,tls-creds=tls0", "-mon", "chardev=c1,mode=control");
        await using var unix = await qemu.ConnectAsync();
        var address = new TcpQmpAddress("127.0.0.1", await FindPortAsync(unix));

        var tls = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ClientCertificates = [client],
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { ca },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        };
        await using var connection = await qemu.ConnectAsync(address: address, options: new QmpConnectionOptions { Tls = tls });
        for (int i = 0; i < 10; i++)
            Assert.IsType<QmpReturn>(await connection.ExecuteAsync("query-status").Guarded());
    }

    /// <summary>The TCP port that QEMU chose for itself.</summary>
    internal static async Task<int> FindPortAsync(QmpConnection connection)
    {
        var reply = Assert.IsType<QmpReturn>(await connection.ExecuteAsync("query-chardev").Guarded());
        using var document = JsonDocument.Parse(reply.Json);
        return document.RootElement.EnumerateArray()
            .Select(c => Port().Match(c.GetProperty("filename").GetString()!))
            .Where(m => m.Success)
            .Select(m => int.Parse(m.Groups[1].Value))
            .Single();
    }

    private static Task WriteAsync(TempFolder folder, string name, string pem) => File.WriteAllTextAsync(folder.File(name), pem);

    internal static X509Certificate2 CreateCa()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }

    internal static X509Certificate2 Create(X509Certificate2 ca, string name, string usage)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        byte[] serial = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name))[..8];
        serial[0] &= 0x7F;
        using X509Certificate2 signed = request.Create(ca, ca.NotBefore, ca.NotAfter, serial);
        return signed.CopyWithPrivateKey(key);
    }

    [GeneratedRegex(@"tcp:127\.0\.0\.1:(\d+)")]
    private static partial Regex Port();
}
