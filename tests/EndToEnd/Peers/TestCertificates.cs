using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EndToEnd.Peers;

/// <summary>An authority of a test's own, and what it signs.</summary>
internal sealed class TestCertificates : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 _ca;

    public TestCertificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _ca = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(100));
    }

    public void Dispose() => _ca.Dispose();

    /// <summary>Writes what QEMU reads from a folder: <c>ca-cert.pem</c>, <c>server-cert.pem</c>, <c>server-key.pem</c>.</summary>
    public void WriteServer(string folder, string name)
    {
        Directory.CreateDirectory(folder);
        WriteCa(Path.Combine(folder, "ca-cert.pem"));
        Write(name, ServerAuthentication, Path.Combine(folder, "server-cert.pem"), Path.Combine(folder, "server-key.pem"));
    }

    public void WriteCa(string path) => File.WriteAllText(path, _ca.ExportCertificatePem());

    public void WriteClient(string certificate, string key) => Write("reactor", ClientAuthentication, certificate, key);

    private void Write(string name, string usage, string certificatePath, string keyPath)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(_ca, _ca.NotBefore, _ca.NotAfter, [1, .. System.Text.Encoding.UTF8.GetBytes(name)]);
        File.WriteAllText(certificatePath, signed.ExportCertificatePem());
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
    }
}
