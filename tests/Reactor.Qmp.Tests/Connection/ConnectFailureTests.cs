using System.Net.Security;
using System.Net.Sockets;

namespace Reactor.Qmp.Tests.Connection;

public class ConnectFailureTests
{
    [Fact]
    public async Task Connect_absent_socket_says_path_and_option()
    {
        using var folder = new TempFolder();
        string path = folder.File("none.sock");
        QmpException e = await FailAsync(new UnixQmpAddress(path));
        Assert.Equal(QmpFailure.ConnectFailed, e.Kind);
        Assert.StartsWith($"unix:{path}: there is no such socket: ", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, e.Message.Split(path).Length);
        Assert.Contains("-qmp unix:PATH,server=on,wait=off", e.Message, StringComparison.Ordinal);
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
    public async Task Connect_tls_to_a_plain_monitor_says_so()
    {
        using var server = FakeQmpServer.OnTcp();
        var options = new QmpConnectionOptions { Tls = new SslClientAuthenticationOptions { TargetHost = "localhost" } };
        var connecting = QmpConnection.ConnectAsync(server.Address, options, new RecordingSink(), CancellationToken.None);
        using FakeQmpClient client = await server.AcceptAsync();
        await client.LineAsync(FakeQmpClient.Greeting);
        var e = await Assert.ThrowsAsync<QmpException>(() => connecting.Guarded());
        Assert.Equal(QmpFailure.ConnectFailed, e.Kind);
        Assert.Contains("TLS was not agreed on", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_tls_unanswered_fails_as_occupied()
    {
        using var server = FakeQmpServer.OnTcp();
        var clock = new ManualClock();
        var options = new QmpConnectionOptions
        {
            Tls = new SslClientAuthenticationOptions { TargetHost = "localhost" },
            ConnectTimeout = TimeSpan.FromSeconds(3),
            TimeProvider = clock,
        };
        var connecting = QmpConnection.ConnectAsync(server.Address, options, new RecordingSink(), CancellationToken.None);
        using FakeQmpClient client = await server.AcceptAsync();
        // TLS has begun once its first byte is here; the next thing that waits this long is its answer.
        await client.ReadByteAsync();
        await clock.ElapseAsync(options.ConnectTimeout);
        Assert.Equal(QmpFailure.Occupied, (await Assert.ThrowsAsync<QmpException>(() => connecting.Guarded())).Kind);
    }

    private static Task<QmpException> FailAsync(QmpAddress address) =>
        Assert.ThrowsAsync<QmpException>(() => QmpConnection.ConnectAsync(address, QmpConnectionOptions.Default, new RecordingSink(), CancellationToken.None).Guarded());
}
