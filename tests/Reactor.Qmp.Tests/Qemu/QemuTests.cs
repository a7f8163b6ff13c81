using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Reactor.Qmp.Tests.Qemu;

/// <summary>The same against a real QEMU.</summary>
public class QemuTests
{
    [Fact]
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

    [Fact]
    public async Task Schema_reply_is_read_whole_and_the_catalogue_knows_its_events()
    {
        using var qemu = await QemuProcess.StartAsync("-M", "none");
        await using var connection = await qemu.ConnectAsync();
        var reply = Assert.IsType<QmpReturn>(await connection.ExecuteAsync("query-qmp-schema").Guarded());
        Assert.InRange(reply.Json.Length, 100_000, 1_000_000);
        using var document = JsonDocument.Parse(reply.Json);
        var events = document.RootElement.EnumerateArray()
            .Where(e => e.GetProperty("meta-type").GetString() == "event")
            .Select(e => e.GetProperty("name").GetString()!)
            .ToList();
        Assert.InRange(events.Count, 40, 200);
        if (connection.Greeting.Major <= 10)
            Assert.All(events, name => Assert.True(EventCatalogue.Default.TryGet(name, out _), name));
    }

    [Fact]
    public async Task Pretty_monitor_gives_the_same_bytes_as_a_plain_one()
    {
        using var qemu = await QemuProcess.StartAsync(
            "-M", "pc", "-device", "pvpanic", "-action", "panic=pause", "-qtest", "unix:@/qt.sock,server=on,wait=off", "-qtest-log", "/dev/null",
            "-chardev", "socket,id=c1,path=@/pretty.sock,server=on,wait=off", "-mon", "chardev=c1,mode=control,pretty=on");
        RecordingSink plain = new(), pretty = new();
        await using var one = await qemu.ConnectAsync(plain);
        await using var two = await qemu.ConnectAsync(pretty, new UnixQmpAddress(qemu.File("pretty.sock")));
        await one.ExecuteAsync("cont").Guarded();
        using QtestClient guest = await QtestClient.ConnectAsync(qemu.File("qt.sock"));
        await guest.DoAsync("outb 0x505 1");

        foreach (string name in new[] { "RESUME", "GUEST_PANICKED", "STOP" })
        {
            QmpEvent a = await plain.WaitForAsync(name), b = await pretty.WaitForAsync(name);
            Assert.Equal(Encoding.UTF8.GetString(a.Data.Span), Encoding.UTF8.GetString(b.Data.Span));
            Assert.Equal(a.Timestamp, b.Timestamp);
            Assert.NotNull(a.Timestamp);
        }

        Assert.Equal("""{"action": "pause"}""", Encoding.UTF8.GetString((await pretty.WaitForAsync("GUEST_PANICKED")).Data.Span));
        Assert.IsType<QmpReturn>(await two.ExecuteAsync("query-qmp-schema").Guarded());
    }

    [Fact]
    public async Task Ost_and_balloon_events_arrive_in_the_wires_form()
    {
        using var qemu = await QemuProcess.StartAsync(
            "-M", "pc", "-m", "64,slots=2,maxmem=1G", "-object", "memory-backend-ram,id=mem1,size=128M", "-device", "pc-dimm,id=dimm1,memdev=mem1",
            "-device", "virtio-balloon-pci,id=balloon0,addr=4", "-qtest", "unix:@/qt.sock,server=on,wait=off", "-qtest-log", "/dev/null");
        var sink = new RecordingSink();
        await using var connection = await qemu.ConnectAsync(sink);
        using QtestClient guest = await QtestClient.ConnectAsync(qemu.File("qt.sock"));
        await guest.DoAsync("outl 0xa00 0", "outl 0xa04 3", "outl 0xa08 4294967295");
        Assert.Equal(
            """{"info": {"device": "dimm1", "source": 3, "status": 4294967295, "slot": "0", "slot-type": "DIMM"}}""",
            Encoding.UTF8.GetString((await sink.WaitForAsync("ACPI_DEVICE_OST")).Data.Span));

        await guest.DoAsync("outl 0xcf8 0x80002010", "outl 0xcfc 0xc000", "outl 0xcf8 0x80002004", "outw 0xcfc 0x0007", "outl 0xc018 0x2000");
        Assert.Equal("""{"actual": 167772160}""", Encoding.UTF8.GetString((await sink.WaitForAsync("BALLOON_CHANGE")).Data.Span));
    }

    [Fact]
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

    [Fact]
    public async Task Connect_after_the_first_client_left_works()
    {
        using var qemu = await QemuProcess.StartAsync("-M", "none");
        for (int i = 0; i < 20; i++)
        {
            await using var connection = await qemu.ConnectAsync();
            Assert.IsType<QmpReturn>(await connection.ExecuteAsync("query-status").Guarded());
        }
    }

    [Fact]
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

    [Fact]
    public async Task Quit_shutdown_event_comes_before_the_reply()
    {
        using var qemu = await QemuProcess.StartAsync("-M", "none");
        var sink = new RecordingSink();
        await using var connection = await qemu.ConnectAsync(sink);
        QmpReply reply = await connection.ExecuteAsync("quit").Guarded();
        QmpEvent shutdown = await sink.WaitForAsync("SHUTDOWN");
        Assert.InRange(shutdown.Ordinal, 1, reply.EventsBefore);
        Assert.Equal(QmpCloseReason.EndOfStream, (await connection.Completion.Guarded()).Reason);
        await qemu.WaitForExitAsync();
    }

    [Fact]
    public async Task Killed_qemu_ends_the_stream_without_shutdown_and_leaves_a_stale_socket()
    {
        using var qemu = await QemuProcess.StartAsync("-M", "none");
        var sink = new RecordingSink();
        await using var connection = await qemu.ConnectAsync(sink);
        await qemu.KillAsync();
        Assert.Equal(QmpCloseReason.EndOfStream, (await connection.Completion.Guarded()).Reason);
        Assert.Empty(sink.Events);
        Assert.True(File.Exists(qemu.Address.Path));
        var e = await Assert.ThrowsAsync<QmpException>(() => qemu.ConnectAsync());
        Assert.Equal(QmpFailure.ConnectFailed, e.Kind);
        Assert.Contains("nobody listens", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fifty_commands_at_once_are_all_answered()
    {
        using var qemu = await QemuProcess.StartAsync("-M", "none");
        await using var connection = await qemu.ConnectAsync();
        QmpReply[] replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => connection.ExecuteAsync("query-status"))).Guarded();
        Assert.All(replies, r => Assert.IsType<QmpReturn>(r));
        Assert.Equal(0, connection.Statistics.InFlight);
        Assert.Equal(0, connection.Statistics.MessagesIgnored);
    }

    [Fact]
    public async Task Hundred_stops_and_conts_give_two_hundred_events_in_order()
    {
        using var qemu = await QemuProcess.StartAsync("-M", "none");
        var sink = new RecordingSink();
        await using var connection = await qemu.ConnectAsync(sink);
        await connection.ExecuteAsync("cont").Guarded();
        for (int i = 0; i < 100; i++)
        {
            await connection.ExecuteAsync("stop").Guarded();
            await connection.ExecuteAsync("cont").Guarded();
        }

        Assert.Equal(201, sink.Events.Count);
        Assert.Equal(Enumerable.Range(0, 201).Select(i => i % 2 == 0 ? "RESUME" : "STOP"), sink.Events.Select(e => e.Name));
        Assert.Equal(Enumerable.Range(1, 201).Select(i => (long)i), sink.Events.Select(e => e.Ordinal));
    }

    [Fact]
    public async Task Tcp_monitor_works_the_same()
    {
        using var qemu = await QemuProcess.StartAsync("-M", "none", "-qmp", "tcp:127.0.0.1:0,server=on,wait=off");
        await using var unix = await qemu.ConnectAsync();
        int port = await TlsQemuTests.FindPortAsync(unix);
        await using var connection = await qemu.ConnectAsync(address: new TcpQmpAddress("127.0.0.1", port));
        Assert.Null(connection.Peer);
        Assert.IsType<QmpReturn>(await connection.ExecuteAsync("query-status").Guarded());
    }

    [Fact]
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
