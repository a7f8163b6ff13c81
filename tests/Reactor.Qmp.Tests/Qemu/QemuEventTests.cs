using System.Text;
using System.Text.Json;

namespace Reactor.Qmp.Tests.Qemu;

/// <summary>Events of a real QEMU.</summary>
public class QemuEventTests
{
    [QemuFact]
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

    [QemuFact]
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

    [QemuFact]
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

    [QemuFact]
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
}
