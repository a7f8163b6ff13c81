using System.Net;
using System.Net.Sockets;
using Reactor.Demo.Lab;

namespace EndToEnd.Lab;

public class LabGuestTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [QemuFact]
    public async Task Two_guests_in_parallel_keep_apart()
    {
        var guests = await Task.WhenAll(
            LabGuest.StartAsync(new LabGuestOptions { Name = "one" }, None),
            LabGuest.StartAsync(new LabGuestOptions { Name = "two" }, None));
        await using var one = guests[0];
        await using var two = guests[1];
        await using var heardOfOne = await EventCapture.ConnectAsync(one.QmpSocketPath);
        await using var heardOfTwo = await EventCapture.ConnectAsync(two.QmpSocketPath);
        Assert.NotEqual(one.Vnc, two.Vnc);
        Assert.NotEqual(one.Spice, two.Spice);

        await one.PanicAsync(None);
        await two.CrashLoadAsync(None);

        await heardOfOne.DataAsync("STOP");
        Assert.Equal("run", (await heardOfTwo.DataAsync("GUEST_CRASHLOADED")).GetProperty("action").GetString());
        Assert.Equal(["GUEST_PANICKED", "STOP"], heardOfOne.Names);
        Assert.Equal(["GUEST_CRASHLOADED"], heardOfTwo.Names);
        Assert.Equal("guest-panicked", await one.QueryStatusAsync(None));
        Assert.Equal("running", await two.QueryStatusAsync(None));
    }

    [QemuFact]
    public async Task Start_takes_name_and_uuid()
    {
        var uuid = new Guid("0b7c1f6e-9f0a-4c0e-8a1b-2f3e4d5c6b7a");
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("a, b=c") with { Uuid = uuid }, None);
        await using var capture = await EventCapture.ConnectAsync(guest.QmpSocketPath);

        Assert.Equal("a, b=c", (await capture.QueryAsync("query-name")).GetProperty("name").GetString());
        Assert.Equal(uuid, (await capture.QueryAsync("query-uuid")).GetProperty("UUID").GetGuid());
    }

    [QemuFact]
    public async Task Start_paused_leaves_prelaunch_where_a_panic_has_nothing_to_stop()
    {
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("paused") with { StartPaused = true }, None);
        await using var capture = await EventCapture.ConnectAsync(guest.QmpSocketPath);
        Assert.Equal("prelaunch", await guest.QueryStatusAsync(None));

        await guest.PanicAsync(None);
        await guest.ContAsync(None);
        await capture.DataAsync("RESUME");

        Assert.Equal(["GUEST_PANICKED", "RESUME"], capture.Names);
    }

    [QemuFact]
    public async Task Panicked_guest_runs_again_after_reset_and_cont()
    {
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("phoenix"), None);
        await using var capture = await EventCapture.ConnectAsync(guest.QmpSocketPath);

        await guest.PanicAsync(None);
        await capture.DataAsync("STOP");
        await guest.ResetAsync(None);
        Assert.False((await capture.DataAsync("RESET")).GetProperty("guest").GetBoolean());
        await guest.ContAsync(None);
        await capture.DataAsync("RESUME");

        Assert.Equal("running", await guest.QueryStatusAsync(None));
        Assert.Equal(["GUEST_PANICKED", "STOP", "RESET", "RESUME"], capture.Names);
    }

    [QemuFact]
    public async Task Balloon_moves_again_after_a_reset()
    {
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("balloon") with { Balloon = true }, None);
        await using var capture = await EventCapture.ConnectAsync(guest.QmpSocketPath);

        await guest.SetBalloonAsync(48 << 20, None);
        await capture.DataAsync("BALLOON_CHANGE", d => d.GetProperty("actual").GetInt64() == 48 << 20);
        await guest.ResetAsync(None);
        await guest.SetBalloonAsync(32 << 20, None);
        await capture.DataAsync("BALLOON_CHANGE", d => d.GetProperty("actual").GetInt64() == 32 << 20);

        var balloon = await guest.ExecuteAsync("query-balloon", null, None);
        Assert.Equal(32 << 20, balloon.GetProperty("actual").GetInt64());
    }

    [QemuFact]
    public async Task Ost_of_empty_slot_and_of_processor_name_their_slots()
    {
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("ost") with { Dimm = true }, None);
        await using var capture = await EventCapture.ConnectAsync(guest.QmpSocketPath);

        await guest.AnswerOstAsync(slot: 3, source: 0x200, status: uint.MaxValue, None);
        await guest.AnswerCpuOstAsync(slot: 1, source: 0x103, status: 0x81, None);

        var memory = (await capture.DataAsync("ACPI_DEVICE_OST", IsOf("DIMM"))).GetProperty("info");
        Assert.Equal("""{"source":512,"status":4294967295,"slot":"3","slot-type":"DIMM"}""", Compact(memory));
        var processor = (await capture.DataAsync("ACPI_DEVICE_OST", IsOf("CPU"))).GetProperty("info");
        Assert.Equal("""{"source":259,"status":129,"slot":"1","slot-type":"CPU"}""", Compact(processor));

        static Func<System.Text.Json.JsonElement, bool> IsOf(string type) =>
            data => data.GetProperty("info").GetProperty("slot-type").GetString() == type;

        static string Compact(System.Text.Json.JsonElement e) => e.GetRawText().Replace(" ", "", StringComparison.Ordinal);
    }

    [QemuFact]
    public async Task Unplugged_module_is_named_until_it_is_gone()
    {
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("unplug") with { Dimm = true }, None);
        await using var capture = await EventCapture.ConnectAsync(guest.QmpSocketPath);

        await guest.UnplugDimmAsync(None);

        var last = await capture.DataAsync("ACPI_DEVICE_OST", d => d.GetProperty("info").GetProperty("status").GetInt64() == 0);
        Assert.False(last.GetProperty("info").TryGetProperty("device", out _));
        var first = await capture.DataAsync("ACPI_DEVICE_OST");
        Assert.Equal("dimm1", first.GetProperty("info").GetProperty("device").GetString());
        Assert.Equal(0x84, first.GetProperty("info").GetProperty("status").GetInt64());
        Assert.Equal("dimm1", (await capture.DataAsync("DEVICE_DELETED", d => d.TryGetProperty("device", out _))).GetProperty("device").GetString());
        Assert.Equal("ACPI_DEVICE_OST", capture.Names[0]);
        Assert.Equal("ACPI_DEVICE_OST", capture.Names[^1]);
    }

    [QemuFact]
    public async Task Vnc_knock_connects_and_disconnects_without_a_session()
    {
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("knock") with { Vnc = true }, None);
        await using var capture = await EventCapture.ConnectAsync(guest.QmpSocketPath);

        await using (await guest.KnockVncAsync(None))
            await capture.DataAsync("VNC_CONNECTED");
        await capture.DataAsync("VNC_DISCONNECTED");

        Assert.Equal(["VNC_CONNECTED", "VNC_DISCONNECTED"], capture.Names);
    }

    [QemuFact]
    public async Task Console_sessions_end_when_qemu_is_killed()
    {
        await using var guest = await LabGuest.StartAsync(
            LabGuestOptions.Minimal("consoles") with { Vnc = true, Spice = true }, None);
        await using var vnc = await guest.OpenVncSessionAsync(None);
        await using var spice = await guest.OpenSpiceSessionAsync(None);
        Assert.False(vnc.Ended.IsCompleted);
        Assert.False(spice.Ended.IsCompleted);

        await guest.KillAsync();

        await Task.WhenAll(vnc.Ended, spice.Ended).WaitAsync(HangGuard.Default);
    }

    [QemuFact]
    public async Task Spice_port_taken_by_somebody_is_left_for_another()
    {
        using var somebody = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        somebody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        somebody.Listen();
        var taken = ((IPEndPoint)somebody.LocalEndPoint!).Port;
        var asked = 0;
        var options = LabGuestOptions.Minimal("port") with { Spice = true };

        await using var parts = await LabGuestParts.StartAsync(options, () => asked++ < 2 ? taken : LabGuestParts.FreeLoopbackPort(), None);

        Assert.Equal(3, asked);
        Assert.NotEqual(taken, parts.Spice!.Port);
        var always = await Assert.ThrowsAsync<LabException>(() => LabGuestParts.StartAsync(options, () => taken, None));
        Assert.Contains("No loopback port for SPICE in 5 attempts", always.Message, StringComparison.Ordinal);
    }

    [QemuFact]
    public async Task Missing_ability_is_named()
    {
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("bare"), None);

        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => guest.ReadCorruptChildAsync(None));
        Assert.Contains("LabGuestOptions.Quorum", e.Message, StringComparison.Ordinal);
        e = await Assert.ThrowsAsync<InvalidOperationException>(() => guest.OpenSpiceSessionAsync(None));
        Assert.Contains("LabGuestOptions.Spice", e.Message, StringComparison.Ordinal);
    }
}
