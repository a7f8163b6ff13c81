using System.Net.Sockets;
using System.Text;
using Reactor.Actors.Tests.Fakes;
using Reactor.Running.Service;

namespace Reactor.Tests.Running.Service;

public sealed class ServiceManagerTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<string> _sent = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reload_carries_the_monotonic_clock_in_microseconds()
    {
        var time = new ManualTime();
        time.Advance(TimeSpan.FromMicroseconds(1_234_567));

        Manager(time).Reloading();

        Assert.Contains("RELOADING=1\nMONOTONIC_USEC=1234567\n", Assert.Single(_sent), StringComparison.Ordinal);
    }

    [Fact]
    public void Status_cannot_bring_a_message_of_its_own()
    {
        Manager(TimeProvider.System).Ready("fine\nSTOPPING=1");

        Assert.Equal(2, Assert.Single(_sent).Split('\n').Length);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("vsock:2:1234")]
    [InlineData("relative.sock")]
    public void Socket_that_is_none_is_not_opened(string? name) => Assert.Null(NotifySocket.Open(name));

    [Fact]
    public void Socket_with_too_long_a_path_is_not_opened() => Assert.Null(NotifySocket.Open("/" + new string('a', 200)));

    [Fact]
    public void Manager_that_is_gone_is_no_fault()
    {
        using var socket = NotifySocket.Open(_folder.File("nobody.sock"))!;

        Assert.False(socket.Send("READY=1"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Lines_arrive_as_one_datagram(bool isAbstract)
    {
        var name = isAbstract ? "@" + _folder.Path : _folder.File("notify.sock");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };
        manager.Bind(new UnixDomainSocketEndPoint(isAbstract ? '\0' + name[1..] : name));
        using var socket = NotifySocket.Open(name)!;

        Assert.True(socket.Send("READY=1\nSTATUS=fine"));

        var buffer = new byte[1024];
        Assert.Equal("READY=1\nSTATUS=fine", Encoding.UTF8.GetString(buffer, 0, manager.Receive(buffer)));
    }

    private ServiceManager Manager(TimeProvider time) => new(
        lines =>
        {
            _sent.Add(lines);
            return true;
        },
        time);
}
