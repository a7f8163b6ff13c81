using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Reactor.Qmp;

namespace Reactor.Actors.Tests.Fakes;

/// <summary>An authority of a test's own, a server's certificate of it for <c>localhost</c>, and files of a client's.</summary>
internal sealed class TlsFolder : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static readonly DateTimeOffset s_from = TimeProvider.System.GetUtcNow().AddDays(-1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reactor-tls-");
    private readonly X509Certificate2 _ca;

    public TlsFolder()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _ca = request.CreateSelfSigned(s_from, s_from.AddDays(100));
        Server = Sign("localhost", ServerAuthentication);
        File.WriteAllText(PathOf("ca.pem"), _ca.ExportCertificatePem());
        WriteClient("reactor");
    }

    public X509Certificate2 Server { get; }

    public TlsFiles Client => new(PathOf("ca.pem"), PathOf("client.pem"), PathOf("client.key"));

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Writes the client's certificate anew.</summary>
    public void WriteClient(string name)
    {
        using var client = Sign(name, ClientAuthentication);
        File.WriteAllText(PathOf("client.pem"), client.ExportCertificatePem());
        File.WriteAllText(PathOf("client.key"), client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        Server.Dispose();
        _ca.Dispose();
        _folder.Delete(recursive: true);
    }

    private X509Certificate2 Sign(string name, string usage)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(_ca, _ca.NotBefore, _ca.NotAfter, [1, .. System.Text.Encoding.UTF8.GetBytes(name)]);
        return signed.CopyWithPrivateKey(key);
    }
}
