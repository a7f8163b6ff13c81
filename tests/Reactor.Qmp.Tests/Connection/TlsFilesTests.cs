using System.Security.Cryptography.X509Certificates;
using Reactor.Qmp.Tests.Qemu;

namespace Reactor.Qmp.Tests.Connection;

public sealed class TlsFilesTests : IDisposable
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private static readonly TcpQmpAddress s_address = new("db1.example.net", 4444);

    private readonly TempFolder _folder = new();
    private readonly X509Certificate2 _ca = QemuTlsTests.CreateCa();
    private readonly X509Certificate2 _client;
    private readonly TlsFiles _files;

    public TlsFilesTests()
    {
        _client = QemuTlsTests.Create(_ca, "reactor", ClientAuthentication);
        _files = new TlsFiles(_folder.File("ca.pem"), _folder.File("client.pem"), _folder.File("client.key"), null);
        File.WriteAllText(_files.CaFile!, _ca.ExportCertificatePem());
        File.WriteAllText(_files.CertFile!, _client.ExportCertificatePem());
        File.WriteAllText(_files.KeyFile!, _client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    private DateTimeOffset Valid => _ca.NotAfter.AddDays(-20);

    public void Dispose()
    {
        _ca.Dispose();
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Files_that_fit_are_loaded_for_the_host_of_the_address_or_the_name_given()
    {
        Assert.DoesNotContain(_files.FindProblems(Valid), problem => problem.Message.Contains("file", StringComparison.Ordinal));

        Assert.Equal("db1.example.net", _files.Load(s_address).TargetHost);
        Assert.Equal("db", (_files with { ServerName = "db" }).Load(s_address).TargetHost);
        Assert.Equal("CN=reactor", _files.Load(s_address).ClientCertificateContext!.TargetCertificate.Subject);
        Assert.Null((_files with { CertFile = null, KeyFile = null }).Load(s_address).ClientCertificateContext);
    }

    [Theory]
    [InlineData("ca.pem", TlsPart.Ca)]
    [InlineData("client.pem", TlsPart.Certificate)]
    [InlineData("client.key", TlsPart.Key)]
    public void Missing_file_is_told_and_fails_the_connection(string file, TlsPart part)
    {
        File.Delete(_folder.File(file));

        Assert.Contains(new TlsProblem(part, "there is no such file"), _files.FindProblems(Valid));
        var failure = Assert.Throws<QmpException>(() => _files.Load(s_address));
        Assert.Equal(QmpFailure.ConnectFailed, failure.Kind);
        Assert.Contains(file, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ca.pem", TlsPart.Ca)]
    [InlineData("client.pem", TlsPart.Certificate)]
    [InlineData("client.key", TlsPart.Key)]
    public void File_that_holds_something_else_is_told_without_what_it_holds(string file, TlsPart part)
    {
        File.WriteAllText(_folder.File(file), "sesame");

        var problem = Assert.Single(_files.FindProblems(Valid), problem => problem.Part == part && problem.Message.Contains("holds no", StringComparison.Ordinal));
        Assert.DoesNotContain("sesame", problem.Message, StringComparison.Ordinal);
        Assert.Throws<QmpException>(() => _files.Load(s_address));
    }

    [Fact]
    public void Key_of_another_certificate_is_told()
    {
        using var other = QemuTlsTests.Create(_ca, "other", ClientAuthentication);
        File.WriteAllText(_files.KeyFile!, other.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());

        Assert.Contains(_files.FindProblems(Valid), problem => problem.Part == TlsPart.Key);
    }

    [Theory]
    [InlineData(-10, "not valid before")]
    [InlineData(1, "valid until")]
    [InlineData(30, "not valid any more")]
    public void Certificate_out_of_its_time_is_told(int daysFromStart, string said)
    {
        var found = _files.FindProblems(_ca.NotBefore.AddDays(daysFromStart));

        Assert.Equal([TlsPart.Ca, TlsPart.Certificate], found.Select(problem => problem.Part));
        Assert.All(found, problem => Assert.Contains(said, problem.Message, StringComparison.Ordinal));
    }
}
