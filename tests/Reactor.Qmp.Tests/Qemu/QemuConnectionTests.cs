using System.Net.Sockets;
using System.Text;

namespace Reactor.Qmp.Tests.Qemu;

/// <summary>Ways to and from a real QEMU.</summary>
public class QemuConnectionTests
{
    [QemuFact]
    public async Task Connect_negotiates_knows_version_and_process()
    {
        using var qemu = await QemuProcess.StartAsync("-M", "none");
        await using var connection = await qemu.ConnectAsync();
        Assert.InRange(connection.Greeting.Major, 5, 99);
        Assert.Equal(qemu.Pid, connection.Peer!.Pid);
        Assert.NotNull(connection.Peer.Incarnation);

        var status = Assert.IsType<QmpReturn>(await connection.ExecuteAsync("query-status").Guarded());
        Assert.Contains("prelaunch", Encoding.UTF8.GetString(status.Json.Span), StringComparison.Ordinal);
        var unknown = Assert.IsType<QmpError>(await connection.ExecuteAsync("no-such-command").Guarded());
        Assert.Equal("CommandNotFound", unknown.Class);
    }

    [QemuFact]
    public async Task Connect_monitor_in_use_fails_as_occupied_waiting_and_turned_away()
    {
        using var qemu = await QemuProcess.StartAsync("-M", "none");
        await using var first = await qemu.ConnectAsync();

        var clock = new ManualClock();
        var options = new QmpConnectionOptions { TimeProvider = clock };
        var second = QmpConnection.ConnectAsync(qemu.Address, options, new RecordingSink(), CancellationToken.None);
        await clock.ElapseAsync(options.GreetingTimeout);
        Assert.Equal(QmpFailure.Occupied, (await Assert.ThrowsAsync<QmpException>(() => second.Guarded())).Kind);

        var waiting = new List<Socket>();
        try
        {
            // QEMU doesn't accept while it serves someone, so the queue fills up; the failed probe above is still in it.
            QmpException? turnedAway = null;
            for (int i = 0; i < 8 && turnedAway is null; i++)
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
                waiting.Add(socket);
                try
                {
                    socket.Connect(new UnixDomainSocketEndPoint(qemu.Address.Path));
                }
                catch (SocketException)
                {
                    turnedAway = await Assert.ThrowsAsync<QmpException>(() => qemu.ConnectAsync());
                }
            }

            Assert.NotNull(turnedAway);
            Assert.Equal(QmpFailure.Occupied, turnedAway.Kind);
            Assert.Contains("a monitor serves one at a time", turnedAway.Message, StringComparison.Ordinal);
        }
        finally
        {
            waiting.ForEach(s => s.Dispose());
        }

        Assert.IsType<QmpReturn>(await first.ExecuteAsync("query-status").Guarded());
    }

    [QemuFact]
    public async Task Connect_after_the_first_client_left_works()
    {
        using var qemu = await QemuProcess.StartAsync("-M", "none");
        for (int i = 0; i < 20; i++)
        {
            await using var connection = await qemu.ConnectAsync();
            Assert.IsType<QmpReturn>(await connection.ExecuteAsync("query-status").Guarded());
        }
    }

    [QemuFact]
    public async Task Connect_frozen_qemu_fails_as_occupied()
    {
        using var qemu = await QemuProcess.StartAsync("-M", "none");
        await qemu.FreezeAsync();
        var clock = new ManualClock();
        var options = new QmpConnectionOptions { TimeProvider = clock };
        var connecting = QmpConnection.ConnectAsync(qemu.Address, options, new RecordingSink(), CancellationToken.None);
        await clock.ElapseAsync(options.GreetingTimeout);
        var e = await Assert.ThrowsAsync<QmpException>(() => connecting.Guarded());
        Assert.Equal(QmpFailure.Occupied, e.Kind);
        Assert.Contains("or QEMU is stopped", e.Message, StringComparison.Ordinal);
    }

    [QemuFact]
    public async Task Tcp_monitor_works_the_same()
    {
        using var qemu = await QemuProcess.StartAsync("-M", "none", "-qmp", "tcp:127.0.0.1:0,server=on,wait=off");
        await using var unix = await qemu.ConnectAsync();
        int port = await QemuTlsTests.FindPortAsync(unix);
        await using var connection = await qemu.ConnectAsync(address: new TcpQmpAddress("127.0.0.1", port));
        Assert.Null(connection.Peer);
        Assert.IsType<QmpReturn>(await connection.ExecuteAsync("query-status").Guarded());
    }

    [QemuFact]
    public async Task Qemu_that_dials_in_is_negotiated_with_and_known_by_its_process()
    {
        using var folder = new TempFolder();
        var end = new UnixDomainSocketEndPoint(folder.File("in.sock"));
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(end);
        listener.Listen();
        using var qemu = await QemuProcess.StartAsync("-M", "none", "-qmp", $"unix:{folder.File("in.sock")},server=off,reconnect=1");
        await using var connection = await QmpConnection.NegotiateAsync(
            await listener.AcceptAsync().Guarded(), new UnixQmpAddress(folder.File("in.sock")), QmpConnectionOptions.Default, new RecordingSink(), CancellationToken.None).Guarded();
        Assert.Equal(qemu.Pid, connection.Peer!.Pid);
        Assert.IsType<QmpReturn>(await connection.ExecuteAsync("query-status").Guarded());
    }
}
