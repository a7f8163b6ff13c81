using System.Security.Authentication;
using Reactor.Http;
using Reactor.Qmp;

namespace Reactor.Tests.Http;

public sealed class DoorCertificateTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Certificate_that_cannot_be_used_is_told_once_however_many_connect()
    {
        _folder.Write("cert.pem", "none");
        var log = new CountingLogger();
        var certificate = new DoorCertificate(log);
        for (var i = 0; i < 3; i++)
        {
            Assert.Throws<AuthenticationException>(() => certificate.Read(new TlsFiles(null, _folder.File("cert.pem"), _folder.File("key.pem"))));
        }

        Assert.Equal(1, log.Count);
    }
}
