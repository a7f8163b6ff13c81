using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reactor.Demo.Lab;

/// <summary>
/// A real QEMU guest (software emulation) that can be made to emit every founding event, from outside of the monitor
/// under observation: through a second monitor, through its devices, and through its consoles.
/// </summary>
/// <remarks>
/// QEMU itself limits <c>BALLOON_CHANGE</c>, <c>QUORUM_FAILURE</c> and (per node) <c>QUORUM_REPORT_BAD</c> to one per second:
/// the first comes at once, of those within the next second the last one comes when it is over, with its own older time stamp.
/// </remarks>
internal sealed class LabGuest : IAsyncDisposable
{
    private readonly LabGuestOptions _options;
    private readonly LabGuestParts _parts;
    private readonly GuestDevices _devices;

    private LabGuest(LabGuestOptions options, LabGuestParts parts)
    {
        _options = options;
        _parts = parts;
        _devices = new GuestDevices(parts.QTest);
        QmpSocketPath = options.QmpSocketPath ?? parts.Directory.File(GuestArguments.QmpSocket);
    }

    /// <summary>The VM's name.</summary>
    public string Name => _options.Name;

    /// <summary>The VM's UUID, if it was given one.</summary>
    public Guid? Uuid => _options.Uuid;

    /// <summary>Where the monitor under observation listens.</summary>
    public string QmpSocketPath { get; }

    /// <summary>The guest's private directory, gone after disposal.</summary>
    public string DirectoryPath => _parts.Directory.Path;

    /// <summary>QEMU's process.</summary>
    public QemuProcess Process => _parts.Process;

    /// <summary>Where VNC listens; null without it.</summary>
    public IPEndPoint? Vnc { get; private set; }

    /// <summary>Where SPICE listens; null without it.</summary>
    public IPEndPoint? Spice => _parts.Spice;

    /// <summary>All of the guest's memory with an empty balloon, in bytes: what <c>query-balloon</c> gives then.</summary>
    public long MemoryBytes => 1024L * 1024 * (GuestHardware.BaseMemoryMiB + (_options.Dimm ? GuestHardware.DimmMiB : 0));

    /// <summary>
    /// Boots a guest; it is <c>running</c> (unless asked to stay paused) and its monitor listens when this returns.
    /// Nothing it does before somebody connects is lost: it does nothing by itself.
    /// </summary>
    /// <exception cref="LabException">QEMU is missing, ended at once (its own words are in the message), or does not answer.</exception>
    public static async Task<LabGuest> StartAsync(LabGuestOptions options, CancellationToken cancellationToken)
    {
        var parts = await LabGuestParts.StartAsync(options, cancellationToken).ConfigureAwait(false);
        var guest = new LabGuest(options, parts);
        try
        {
            if (options.Vnc)
                guest.Vnc = await guest.FindVncAsync(cancellationToken).ConfigureAwait(false);
            if (!options.StartPaused)
                await guest.ContAsync(cancellationToken).ConfigureAwait(false);
            return guest;
        }
        catch
        {
            await guest.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The guest's kernel panics: <c>GUEST_PANICKED</c> (action pause), then <c>STOP</c> if it ran; the state is <c>guest-panicked</c>.</summary>
    public Task PanicAsync(CancellationToken cancellationToken) =>
        _devices.ReportAsync(GuestHardware.Panicked, cancellationToken);

    /// <summary>The guest's kernel crashes into its crash kernel: <c>GUEST_CRASHLOADED</c> (action run).</summary>
    public Task CrashLoadAsync(CancellationToken cancellationToken) =>
        _devices.ReportAsync(GuestHardware.CrashLoaded, cancellationToken);

    /// <summary>The guest answers a request about a memory slot (ACPI <c>_OST</c>): <c>ACPI_DEVICE_OST</c>, slot type DIMM. Not rate limited.</summary>
    /// <param name="slot">0 has the module <see cref="GuestHardware.DimmId"/>, the others are empty.</param>
    /// <param name="source">What is answered: 1 device check, 3 eject request, 0x103 ejection by the guest, 0x200 insertion.</param>
    /// <param name="status">0 success; for ejections 0x80 to 0x84 (ACPI 6.x, table of <c>_OST</c> codes).</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task AnswerOstAsync(int slot, uint source, uint status, CancellationToken cancellationToken)
    {
        Need(_options.Dimm, nameof(LabGuestOptions.Dimm));
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, GuestHardware.MemorySlots);
        return _devices.AnswerMemoryOstAsync((uint)slot, source, status, cancellationToken);
    }

    /// <summary>The guest answers a request about a processor slot: <c>ACPI_DEVICE_OST</c>, slot type CPU. Not rate limited.</summary>
    /// <param name="slot">0 is in use, 1 is empty.</param>
    /// <param name="source">As for memory slots.</param>
    /// <param name="status">As for memory slots.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task AnswerCpuOstAsync(int slot, uint source, uint status, CancellationToken cancellationToken)
    {
        Need(_options.Dimm, nameof(LabGuestOptions.Dimm));
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        return _devices.AnswerCpuOstAsync((uint)slot, source, status, cancellationToken);
    }

    /// <summary>
    /// The memory module is taken out as Linux does it: <c>ACPI_DEVICE_OST</c> (3, 0x84 in progress), <c>DEVICE_DELETED</c>,
    /// and <c>ACPI_DEVICE_OST</c> (3, 0 success), which no longer names the device. Once a guest.
    /// </summary>
    public async Task UnplugDimmAsync(CancellationToken cancellationToken)
    {
        Need(_options.Dimm, nameof(LabGuestOptions.Dimm));
        const uint ejectRequest = 3;
        const uint inProgress = 0x84;
        await ExecuteAsync("device_del", new JsonObject { ["id"] = GuestHardware.DimmId }, cancellationToken).ConfigureAwait(false);
        await AnswerOstAsync(0, ejectRequest, inProgress, cancellationToken).ConfigureAwait(false);
        await _devices.EjectMemoryAsync(cancellationToken).ConfigureAwait(false);
        await AnswerOstAsync(0, ejectRequest, 0, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The guest's balloon takes the size that leaves <paramref name="actualBytes"/> to the guest: <c>BALLOON_CHANGE</c>, if that changes it (1/s).</summary>
    /// <param name="actualBytes">A multiple of 4096, at most <see cref="MemoryBytes"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task SetBalloonAsync(long actualBytes, CancellationToken cancellationToken)
    {
        Need(_options.Balloon, nameof(LabGuestOptions.Balloon));
        ArgumentOutOfRangeException.ThrowIfNegative(actualBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(actualBytes, MemoryBytes);
        var (pages, rest) = Math.DivRem(MemoryBytes - actualBytes, GuestHardware.PageBytes);
        if (rest != 0)
            throw new ArgumentException($"{actualBytes} is not a multiple of {GuestHardware.PageBytes}.", nameof(actualBytes));

        return _devices.SetBalloonPagesAsync((uint)pages, cancellationToken);
    }

    /// <summary>Reads where one file of the quorum is outvoted: <c>QUORUM_REPORT_BAD</c> of <see cref="QuorumDisks.CorruptNode"/> (1/s per node).</summary>
    public Task ReadCorruptChildAsync(CancellationToken cancellationToken) => ReadQuorumAsync(QuorumDisks.CorruptSector, cancellationToken);

    /// <summary>Reads where no two files of the quorum agree: <c>QUORUM_FAILURE</c> (1/s).</summary>
    public Task ReadBrokenQuorumAsync(CancellationToken cancellationToken) => ReadQuorumAsync(QuorumDisks.BrokenSector, cancellationToken);

    /// <summary>Somebody opens a VNC session: <c>VNC_CONNECTED</c>, <c>VNC_INITIALIZED</c>; disposed: <c>VNC_DISCONNECTED</c>.</summary>
    public Task<ConsoleSession> OpenVncSessionAsync(CancellationToken cancellationToken) =>
        VncProbe.OpenAsync(Vnc ?? throw Lacks(nameof(LabGuestOptions.Vnc)), _options.Time, cancellationToken);

    /// <summary>Somebody knocks at the VNC port and goes no further: <c>VNC_CONNECTED</c>; disposed: <c>VNC_DISCONNECTED</c>.</summary>
    public Task<ConsoleSession> KnockVncAsync(CancellationToken cancellationToken) =>
        VncProbe.KnockAsync(Vnc ?? throw Lacks(nameof(LabGuestOptions.Vnc)), _options.Time, cancellationToken);

    /// <summary>Somebody opens a SPICE session: <c>SPICE_CONNECTED</c>, <c>SPICE_INITIALIZED</c>; disposed: <c>SPICE_DISCONNECTED</c>.</summary>
    public Task<ConsoleSession> OpenSpiceSessionAsync(CancellationToken cancellationToken) =>
        SpiceProbe.OpenAsync(Spice ?? throw Lacks(nameof(LabGuestOptions.Spice)), _options.Time, cancellationToken);

    /// <summary>Lets the VM run: <c>RESUME</c>. Accepted after a panic too.</summary>
    public Task ContAsync(CancellationToken cancellationToken) => ExecuteAsync("cont", null, cancellationToken);

    /// <summary>Pauses the VM: <c>STOP</c>.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => ExecuteAsync("stop", null, cancellationToken);

    /// <summary>Presses the reset button: <c>RESET</c> (guest false), which also forgets a panic.</summary>
    public Task ResetAsync(CancellationToken cancellationToken) => ExecuteAsync("system_reset", null, cancellationToken);

    /// <summary>Presses the power button: <c>POWERDOWN</c>. The lab's guest does not react to it.</summary>
    public Task PowerdownAsync(CancellationToken cancellationToken) => ExecuteAsync("system_powerdown", null, cancellationToken);

    /// <summary>The run state, as <c>query-status</c> names it.</summary>
    public async Task<string> QueryStatusAsync(CancellationToken cancellationToken) =>
        (await ExecuteAsync("query-status", null, cancellationToken).ConfigureAwait(false)).GetProperty("status").GetString()!;

    /// <summary>Executes any QMP command on the lab's monitor.</summary>
    /// <exception cref="LabException">QEMU refused it.</exception>
    /// <exception cref="Reactor.Qmp.QmpException">QEMU is gone, or did not answer.</exception>
    public Task<JsonElement> ExecuteAsync(string command, JsonObject? arguments, CancellationToken cancellationToken) =>
        _parts.Monitor.ExecuteAsync(command, arguments, cancellationToken);

    /// <summary>Ends the VM in order: <c>SHUTDOWN</c> (reason host-qmp-quit); waits for QEMU's end.</summary>
    public async Task QuitAsync(CancellationToken cancellationToken)
    {
        await ExecuteAsync("quit", null, cancellationToken).ConfigureAwait(false);
        await HangGuard.RunAsync("QEMU's end after quit", _options.Time, ct => Process.Exited.WaitAsync(ct), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Kills QEMU (SIGKILL): no event at all, a stale socket; waits for its end.</summary>
    public Task KillAsync() => Process.KillAsync();

    /// <summary>Hangs QEMU (SIGSTOP): connections are accepted by the kernel, nobody answers.</summary>
    public Task FreezeAsync(CancellationToken cancellationToken) => Process.FreezeAsync(cancellationToken);

    /// <summary>Ends <see cref="FreezeAsync"/> (SIGCONT).</summary>
    public void Thaw() => Process.Thaw();

    /// <summary>Kills QEMU and removes its directory.</summary>
    public ValueTask DisposeAsync() => _parts.DisposeAsync();

    private async Task ReadQuorumAsync(long sector, CancellationToken cancellationToken)
    {
        Need(_options.Quorum, nameof(LabGuestOptions.Quorum));
        var arguments = new JsonObject { ["command-line"] = QuorumDisks.ReadCommand(sector) };
        await ExecuteAsync("human-monitor-command", arguments, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IPEndPoint> FindVncAsync(CancellationToken cancellationToken)
    {
        var servers = await ExecuteAsync("query-vnc-servers", null, cancellationToken).ConfigureAwait(false);
        var service = servers[0].GetProperty("server")[0].GetProperty("service").GetString()!;
        return new IPEndPoint(IPAddress.Loopback, int.Parse(service, CultureInfo.InvariantCulture));
    }

    private static void Need(bool has, string option)
    {
        if (!has)
            throw Lacks(option);
    }

    private static InvalidOperationException Lacks(string option) =>
        new($"The guest was started without {nameof(LabGuestOptions)}.{option}.");
}
