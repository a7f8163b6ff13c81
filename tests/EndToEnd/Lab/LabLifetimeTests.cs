using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Reactor.Demo.Lab;
using Reactor.Qmp;

namespace EndToEnd.Lab;

[UnsupportedOSPlatform("windows")]
public class LabLifetimeTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Start_without_qemu_names_the_package()
    {
        var options = LabGuestOptions.Minimal("nowhere") with { Program = "qemu-system-nowhere" };

        var e = await Assert.ThrowsAsync<LabException>(() => LabGuest.StartAsync(options, None));

        Assert.Contains("no 'qemu-system-nowhere' in PATH", e.Message, StringComparison.Ordinal);
        Assert.Contains("qemu-system-x86", e.Message, StringComparison.Ordinal);
    }

    [QemuFact]
    public async Task Start_refused_by_qemu_gives_its_own_words()
    {
        var options = LabGuestOptions.Minimal("refused") with { ExtraArguments = ["-device", "no-such-device"] };

        var e = await Assert.ThrowsAsync<LabException>(() => LabGuest.StartAsync(options, None));

        Assert.Contains("exit code 1 while it started", e.Message, StringComparison.Ordinal);
        Assert.Contains("'no-such-device' is not a valid device model name", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_with_socket_path_too_long_for_a_socket_says_so()
    {
        var options = LabGuestOptions.Minimal("long") with { QmpSocketPath = "/tmp/" + new string('x', 103) };

        var e = await Assert.ThrowsAsync<LabException>(() => LabGuest.StartAsync(options, None));

        Assert.Contains("107 bytes", e.Message, StringComparison.Ordinal);
    }

    [QemuFact]
    public async Task Start_cancelled_leaves_no_qemu_behind()
    {
        var directory = Directory.CreateTempSubdirectory("rlabt-");
        try
        {
            using var cancelled = new CancellationTokenSource();
            await cancelled.CancelAsync();
            var options = LabGuestOptions.Minimal("cancelled") with { QmpSocketPath = Path.Combine(directory.FullName, "q.sock") };

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => LabGuest.StartAsync(options, cancelled.Token));

            await Assert.ThrowsAsync<QmpException>(() => EventCapture.ConnectAsync(options.QmpSocketPath));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [QemuFact]
    public async Task Dispose_ends_the_process_and_removes_the_directory()
    {
        var guest = await LabGuest.StartAsync(new LabGuestOptions { Name = "brief" }, None);
        var pid = guest.Process.Id;
        using var seen = Process.GetProcessById(pid);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(guest.DirectoryPath));

        await guest.DisposeAsync();

        Assert.Throws<ArgumentException>(() => Process.GetProcessById(pid));
        Assert.False(Directory.Exists(guest.DirectoryPath));
    }

    [QemuFact]
    public async Task Dispose_ends_a_frozen_process_too()
    {
        var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("frozen"), None);
        await guest.FreezeAsync(None);

        await guest.DisposeAsync();

        Assert.Equal(128 + 9, await guest.Process.Exited);
        Assert.False(Directory.Exists(guest.DirectoryPath));
    }

    [QemuFact]
    public async Task Quit_tells_its_reason_and_exits_with_0()
    {
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("quitter"), None);
        await using var capture = await EventCapture.ConnectAsync(guest.QmpSocketPath);

        await guest.QuitAsync(None);

        Assert.Equal("host-qmp-quit", (await capture.DataAsync("SHUTDOWN")).GetProperty("reason").GetString());
        Assert.Equal(0, await guest.Process.Exited);
        Assert.False(File.Exists(guest.QmpSocketPath));
    }

    [QemuFact]
    public async Task Kill_tells_nothing_and_leaves_a_stale_socket_that_a_new_guest_takes_over()
    {
        var directory = Directory.CreateTempSubdirectory("rlabt-");
        try
        {
            var options = LabGuestOptions.Minimal("killed") with { QmpSocketPath = Path.Combine(directory.FullName, "vm,1.sock") };
            await using var first = await LabGuest.StartAsync(options, None);
            await using (var capture = await EventCapture.ConnectAsync(first.QmpSocketPath))
            {
                await first.KillAsync();
                await Assert.ThrowsAsync<QmpException>(() => capture.QueryAsync("query-status"));
                Assert.Empty(capture.Names);
            }

            Assert.True(File.Exists(options.QmpSocketPath));
            await Assert.ThrowsAsync<QmpException>(() => EventCapture.ConnectAsync(options.QmpSocketPath));

            await using var second = await LabGuest.StartAsync(options, None);
            await using var again = await EventCapture.ConnectAsync(options.QmpSocketPath);
            await second.PanicAsync(None);
            await again.DataAsync("GUEST_PANICKED");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [QemuFact]
    public async Task Frozen_guest_answers_once_thawed()
    {
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("sleeper"), None);
        await guest.FreezeAsync(None);

        // The kernel accepts for a stopped process; nobody greets.
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(guest.QmpSocketPath));
        var status = guest.QueryStatusAsync(None);
        Assert.False(status.IsCompleted);
        Assert.Equal(0, client.Available);

        guest.Thaw();

        Assert.Equal("running", await status);
        Assert.Equal((byte)'{', (await client.ReceiveExactlyAsync(1, None))[0]);
    }

    [QemuFact]
    public async Task Guest_started_from_a_thread_that_ends_lives_on()
    {
        LabGuest? guest = null;
        var thread = new Thread(() => guest = LabGuest.StartAsync(LabGuestOptions.Minimal("orphan"), None).GetAwaiter().GetResult());
        thread.Start();
        thread.Join();

        await using (guest)
            Assert.Equal("running", await guest!.QueryStatusAsync(None));
    }

    [QemuFact]
    public async Task Refused_command_carries_qemu_s_error()
    {
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("refuser"), None);

        var e = await Assert.ThrowsAsync<LabException>(() => guest.ExecuteAsync("query-balloon", null, None));

        Assert.Contains("DeviceNotActive", e.Message, StringComparison.Ordinal);
    }
}
