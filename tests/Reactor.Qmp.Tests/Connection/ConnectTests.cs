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
        ulong start = PeerCredentials.ParseStartTime(File.ReadAllText("/proc/self/stat"))!.Value;
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
    public async Task Connect_absent_socket_says_path_and_option()
    {
        using var folder = new TempFolder();
        string path = folder.File("none.sock");
        QmpException e = await FailAsync(new UnixQmpAddress(path));
        Assert.Equal(QmpFailure.ConnectFailed, e.Kind);
        Assert.Contains($"there is no socket {path}", e.Message, StringComparison.Ordinal);
        Assert.Contains($"-qmp unix:{path},server=on,wait=off", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_stale_socket_says_that_nobody_listens()
    {
        using var folder = new TempFolder();
        string path = folder.File("stale.sock");
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            // A bound name outlives its socket, as after kill -9: .NET removes only what it listened on itself, so it is renamed first.
            socket.Bind(new UnixDomainSocketEndPoint(folder.File("bound.sock")));
            File.Move(folder.File("bound.sock"), path);
        }

        QmpException e = await FailAsync(new UnixQmpAddress(path));
        Assert.Equal(QmpFailure.ConnectFailed, e.Kind);
        Assert.Contains("nobody listens", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_too_long_path_says_so()
    {
        QmpException e = await FailAsync(new UnixQmpAddress("/" + new string('x', 200)));
        Assert.Equal(QmpFailure.ConnectFailed, e.Kind);
        Assert.Contains("201 bytes", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_closed_port_says_that_nobody_listens()
    {
        QmpAddress address;
        using (var server = FakeQmpServer.OnTcp())
            address = server.Address;
        QmpException e = await FailAsync(address);
        Assert.Equal(QmpFailure.ConnectFailed, e.Kind);
        Assert.Contains("nobody listens", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_peer_never_greets_fails_as_occupied_and_closes()
    {
        using var server = FakeQmpServer.OnUnix();
        var clock = new ManualClock();
        var options = new QmpConnectionOptions { TimeProvider = clock, GreetingTimeout = TimeSpan.FromSeconds(7) };
        var connecting = QmpConnection.ConnectAsync(server.Address, options, new RecordingSink(), CancellationToken.None);
        using FakeQmpClient client = await server.AcceptAsync();
        await clock.ElapseAsync(options.GreetingTimeout);

        var e = await Assert.ThrowsAsync<QmpException>(() => connecting.Guarded());
        Assert.Equal(QmpFailure.Occupied, e.Kind);
        Assert.Contains(server.Address.ToString(), e.Message, StringComparison.Ordinal);
        Assert.Contains("another client holds this monitor", e.Message, StringComparison.Ordinal);
        Assert.True(await client.ReadEndAsync());
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("\u001b[31mboo")]
    [InlineData("[]")]
    public async Task Connect_garbage_fails_as_not_qmp_with_an_excerpt(string garbage)
    {
        using var server = FakeQmpServer.OnUnix();
        var connecting = QmpConnection.ConnectAsync(server.Address, QmpConnectionOptions.Default, new RecordingSink(), CancellationToken.None);
        using FakeQmpClient client = await server.AcceptAsync();
        await client.SendAsync(garbage);

        var e = await Assert.ThrowsAsync<QmpException>(() => connecting.Guarded());
        Assert.Equal(QmpFailure.NotQmp, e.Kind);
        Assert.Contains(garbage[..1] == "\u001b" ? "\\x1b[31mboo" : garbage.TrimEnd()[..2], e.Message, StringComparison.Ordinal);
        Assert.True(await client.ReadEndAsync());
    }

    [Fact]
    public async Task Connect_other_json_fails_as_not_qmp()
    {
        using var server = FakeQmpServer.OnUnix();
        var clock = new ManualClock();
        var options = new QmpConnectionOptions { TimeProvider = clock };
        var sink = new RecordingSink();
        var connecting = QmpConnection.ConnectAsync(server.Address, options, sink, CancellationToken.None);
        using FakeQmpClient client = await server.AcceptAsync();
        await client.LineAsync("""{"jsonrpc": "2.0"}""");
        await client.LineAsync("""{"event": "MARK"}""");
        await sink.WaitForAsync("MARK");
        await clock.ElapseAsync(options.GreetingTimeout);

        var e = await Assert.ThrowsAsync<QmpException>(() => connecting.Guarded());
        Assert.Equal(QmpFailure.NotQmp, e.Kind);
    }

    [Theory]
    [InlineData("""{"QMP": {}}""")]
    [InlineData("""{"QMP": 5}""")]
    [InlineData("""{"QMP": {"version": {"qemu": {"major": "7", "minor": 2, "micro": 0}}}}""")]
    public async Task Connect_greeting_without_version_fails_as_not_qmp(string greeting)
    {
        using var server = FakeQmpServer.OnUnix();
        var clock = new ManualClock();
        var options = new QmpConnectionOptions { TimeProvider = clock };
        var sink = new RecordingSink();
        var connecting = QmpConnection.ConnectAsync(server.Address, options, sink, CancellationToken.None);
        using FakeQmpClient client = await server.AcceptAsync();
        await client.LineAsync(greeting);
        await client.LineAsync("""{"event": "MARK"}""");
        await sink.WaitForAsync("MARK");
        await clock.ElapseAsync(options.GreetingTimeout);
        Assert.Equal(QmpFailure.NotQmp, (await Assert.ThrowsAsync<QmpException>(() => connecting.Guarded())).Kind);
    }

    [Fact]
    public async Task Connect_peer_closes_before_greeting_fails_as_negotiation()
    {
        using var server = FakeQmpServer.OnUnix();
        var connecting = QmpConnection.ConnectAsync(server.Address, QmpConnectionOptions.Default, new RecordingSink(), CancellationToken.None);
        (await server.AcceptAsync()).Dispose();
        Assert.Equal(QmpFailure.NegotiationFailed, (await Assert.ThrowsAsync<QmpException>(() => connecting.Guarded())).Kind);
    }

    [Fact]
    public async Task Connect_capabilities_refused_fails_as_negotiation_with_qemus_words()
    {
        using var server = FakeQmpServer.OnUnix();
        var connecting = QmpConnection.ConnectAsync(server.Address, QmpConnectionOptions.Default, new RecordingSink(), CancellationToken.None);
        using FakeQmpClient client = await server.AcceptAsync();
        await client.LineAsync(FakeQmpClient.Greeting);
        var (_, id, _) = await client.ReadCommandAsync();
        await client.LineAsync($$$"""{"error": {"class": "GenericError", "desc": "not today"}, "id": {{{id}}}}""");

        var e = await Assert.ThrowsAsync<QmpException>(() => connecting.Guarded());
        Assert.Equal(QmpFailure.NegotiationFailed, e.Kind);
        Assert.Contains("GenericError: not today", e.Message, StringComparison.Ordinal);
        Assert.True(await client.ReadEndAsync());
    }

    [Fact]
    public async Task Connect_peer_closes_after_greeting_fails_as_negotiation()
    {
        using var server = FakeQmpServer.OnUnix();
        var connecting = QmpConnection.ConnectAsync(server.Address, QmpConnectionOptions.Default, new RecordingSink(), CancellationToken.None);
        using (FakeQmpClient client = await server.AcceptAsync())
        {
            await client.LineAsync(FakeQmpClient.Greeting);
            await client.ReadCommandAsync();
        }

        Assert.Equal(QmpFailure.NegotiationFailed, (await Assert.ThrowsAsync<QmpException>(() => connecting.Guarded())).Kind);
    }

    [Fact]
    public async Task Connect_cancelled_closes_the_socket()
    {
        using var server = FakeQmpServer.OnUnix();
        using var cancel = new CancellationTokenSource();
        var connecting = QmpConnection.ConnectAsync(server.Address, QmpConnectionOptions.Default, new RecordingSink(), cancel.Token);
        using FakeQmpClient client = await server.AcceptAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.Guarded());
        Assert.True(await client.ReadEndAsync());
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
    public void ParseStartTime_finds_field_22(string stat, ulong? expected) => Assert.Equal(expected, PeerCredentials.ParseStartTime(stat));

    private static Task<QmpException> FailAsync(QmpAddress address) =>
        Assert.ThrowsAsync<QmpException>(() => QmpConnection.ConnectAsync(address, QmpConnectionOptions.Default, new RecordingSink(), CancellationToken.None).Guarded());
}
