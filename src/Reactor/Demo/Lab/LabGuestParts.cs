using System.Net;
using System.Net.Sockets;

namespace Reactor.Demo.Lab;

/// <summary>What a guest consists of on the host: its directory, process and the lab's two connections to it.</summary>
internal sealed class LabGuestParts : IAsyncDisposable
{
    // Somebody else can take a port between our finding it free and QEMU's taking it.
    private const int SpicePortAttempts = 5;

    private static readonly TimeSpan AfterHangUp = TimeSpan.FromSeconds(5);

    private QTestClient? _qtest;
    private LabMonitor? _monitor;

    private LabGuestParts(LabDirectory directory, QemuProcess process)
    {
        Directory = directory;
        Process = process;
    }

    /// <summary>The private directory.</summary>
    public LabDirectory Directory { get; }

    /// <summary>QEMU.</summary>
    public QemuProcess Process { get; }

    /// <summary>Where SPICE listens; null without it.</summary>
    public IPEndPoint? Spice { get; private init; }

    /// <summary>The guest's processor, played by the lab.</summary>
    public QTestClient QTest => _qtest!;

    /// <summary>The lab's monitor.</summary>
    public LabMonitor Monitor => _monitor!;

    /// <summary>Starts QEMU and waits until it has connected to the lab.</summary>
    public static Task<LabGuestParts> StartAsync(LabGuestOptions options, CancellationToken cancellationToken) =>
        StartAsync(options, FreeLoopbackPort, cancellationToken);

    /// <summary>As above, with the ports for SPICE from <paramref name="nextSpicePort"/>.</summary>
    public static async Task<LabGuestParts> StartAsync(LabGuestOptions options, Func<int> nextSpicePort, CancellationToken cancellationToken)
    {
        if (options.QmpSocketPath is { } path && !LabDirectory.FitsSocket(path))
            throw new LabException($"The monitor's path '{path}' is longer than a unix socket's can be ({LabDirectory.LongestSocketPath} bytes).");
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryStartAsync(options, options.Spice ? nextSpicePort() : 0, cancellationToken).ConfigureAwait(false);
            }
            catch (SpicePortTakenException e)
            {
                if (attempt == SpicePortAttempts)
                    throw new LabException($"No loopback port for SPICE in {attempt} attempts. {e.Message}", e);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // First of all, so that the connections end by themselves.
        await Process.DisposeAsync().ConfigureAwait(false);
        _qtest?.Dispose();
        if (_monitor is not null)
            await _monitor.DisposeAsync().ConfigureAwait(false);
        Directory.Dispose();
    }

    private static async Task<LabGuestParts> TryStartAsync(LabGuestOptions options, int spicePort, CancellationToken cancellationToken)
    {
        var directory = LabDirectory.Create();
        LabGuestParts? parts = null;
        try
        {
            HaltFirmware.WriteTo(directory);
            if (options.Quorum)
                QuorumDisks.WriteTo(directory);
            using var labListener = Listen(directory.File(GuestArguments.LabSocket));
            using var qtestListener = Listen(directory.File(GuestArguments.QTestSocket));
            var process = await QemuProcess.StartAsync(options.Program, GuestArguments.For(options, spicePort), directory.Path).ConfigureAwait(false);
            parts = new LabGuestParts(directory, process)
            {
                Spice = options.Spice ? new IPEndPoint(IPAddress.Loopback, spicePort) : null,
            };
            await parts.ConnectAsync(labListener, qtestListener, options.Time, cancellationToken).ConfigureAwait(false);
            return parts;
        }
        catch
        {
            if (parts is not null)
                await parts.DisposeAsync().ConfigureAwait(false);
            directory.Dispose();
            throw;
        }
    }

    private async Task ConnectAsync(Socket labListener, Socket qtestListener, TimeProvider time, CancellationToken cancellationToken)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var connecting = AcceptBothAsync(labListener, qtestListener, time, giveUp.Token);
        await Task.WhenAny(connecting, Process.Exited).ConfigureAwait(false);
        if (connecting.IsCompletedSuccessfully)
            return;

        // A hang-up can be seen a moment before the end of the process that caused it: QEMU's own words come with the latter.
        if (connecting.IsFaulted)
            await Task.WhenAny(Process.Exited, Task.Delay(AfterHangUp, time, cancellationToken)).ConfigureAwait(false);
        await giveUp.CancelAsync().ConfigureAwait(false);
        await connecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!Process.Exited.IsCompleted)
        {
            await connecting.ConfigureAwait(false);
            return;
        }

        var exit = await Process.ExplainExitAsync("while it started").ConfigureAwait(false);
        throw Process.Output.Contains("initialize spice server", StringComparison.OrdinalIgnoreCase)
            ? new SpicePortTakenException(exit.Message)
            : exit;
    }

    private async Task AcceptBothAsync(Socket labListener, Socket qtestListener, TimeProvider time, CancellationToken cancellationToken)
    {
        // QEMU connects while it starts, and speaks once it is up.
        var qtest = await AcceptAsync("QEMU's qtest connection", qtestListener, time, cancellationToken).ConfigureAwait(false);
        _qtest = new QTestClient(qtest, time);
        var lab = await AcceptAsync("QEMU's monitor connection", labListener, time, cancellationToken).ConfigureAwait(false);
        _monitor = await LabMonitor.OverAsync(lab, Directory.File(GuestArguments.LabSocket), time, cancellationToken).ConfigureAwait(false);
    }

    private static Task<Socket> AcceptAsync(string what, Socket listener, TimeProvider time, CancellationToken cancellationToken) =>
        HangGuard.RunAsync(what, time, ct => listener.AcceptAsync(ct).AsTask(), cancellationToken);

    private static Socket Listen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen(1);
        return socket;
    }

    /// <summary>A port of the loopback interface that nobody had a moment ago.</summary>
    internal static int FreeLoopbackPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private sealed class SpicePortTakenException(string message) : Exception(message);
}
