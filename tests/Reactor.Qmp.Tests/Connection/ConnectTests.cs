using System.Net;
using System.Net.Sockets;

namespace Reactor.Qmp.Tests.Connection;

public class ConnectTests
{
    [Fact]
    public async Task Connect_unix_negotiates_and_knows_the_greeting()
    {
        using var server = FakeQmpServer.OnUnix();
        var (connection, client) = await server.ConnectAsync();
        await using var _ = connection;
        using var __ = client;
        Assert.Equal("7.2.22", connection.Greeting.Version);
        Assert.Equal("Debian 1:7.2", connection.Greeting.Package);
        Assert.True(connection.Greeting.OffersOob);
        Assert.Equal(server.Address, connection.Address);
    }

    [Fact]
    public async Task Connect_unix_knows_the_peers_process()
    {
        using var server = FakeQmpServer.OnUnix();
        var (connection, client) = await server.ConnectAsync();
        await using var _ = connection;
        using var __ = client;
        Assert.Equal(Environment.ProcessId, connection.Peer!.Pid);
        ulong start = ProcessStat.Parse(File.ReadAllBytes("/proc/self/stat"))!.Value.StartTime;
        Assert.Equal(start, connection.Peer.StartTime);
        Assert.Equal($"{Environment.ProcessId}-{start}", connection.Peer.Incarnation);
    }

    [Fact]
    public async Task Connect_tcp_negotiates_and_has_no_peer()
    {
        using var server = FakeQmpServer.OnTcp();
        var (connection, client) = await server.ConnectAsync();
        await using var _ = connection;
        using var __ = client;
        Assert.Null(connection.Peer);
    }

    [Fact]
    public async Task Connect_tcp_ipv6_negotiates()
    {
        using var server = FakeQmpServer.OnTcp(IPAddress.IPv6Loopback);
        var (connection, client) = await server.ConnectAsync();
        await using var _ = connection;
        using var __ = client;
        Assert.StartsWith("tcp:[::1]:", connection.Address.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Negotiate_dialled_in_socket_works_the_same()
    {
        using var folder = new TempFolder();
        var end = new UnixDomainSocketEndPoint(folder.File("dial-in.sock"));
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(end);
        listener.Listen();
        var qemu = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await qemu.ConnectAsync(end);
        using var client = new FakeQmpClient(qemu);

        var negotiating = QmpConnection.NegotiateAsync(
            await listener.AcceptAsync(), new UnixQmpAddress("dial-in"), QmpConnectionOptions.Default, new RecordingSink(), CancellationToken.None);
        await client.NegotiateAsync();
        await using QmpConnection connection = await negotiating.Guarded();
        Assert.Equal(Environment.ProcessId, connection.Peer!.Pid);
    }

    [Theory]
    [InlineData("1234 (qemu) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 987654 20", 987654UL)]
    [InlineData("1234 (a) b) ( c) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 987654 20", 987654UL)]
    [InlineData("1234 (qemu) S 1 2", null)]
    [InlineData("", null)]
    public void Stat_start_time_is_field_22_whatever_the_name(string stat, ulong? expected) =>
        Assert.Equal(expected, ProcessStat.Parse(System.Text.Encoding.UTF8.GetBytes(stat))?.StartTime);
}
