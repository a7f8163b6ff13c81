using System.Net.Sockets;
using Reactor.Actors.Discovery;
using Reactor.Qmp;

namespace Reactor.Actors.Vms;

/// <summary>Opens connections to VMs.</summary>
internal static class VmDialer
{
    // QEMU binds its socket, then listens: whoever is told of the file may knock too early. 25 * 20 ms.
    private const int Tries = 25;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Connects and negotiates.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="options">Limits and times.</param>
    /// <param name="sink">Takes the events.</param>
    /// <param name="isNew">Whether its socket has just been made: then one that refuses is tried again at once, for a moment.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>The connection, and what lay at the socket's path; null where there is none.</returns>
    /// <exception cref="QmpException">It did not work.</exception>
    public static async Task<(QmpConnection Connection, FileNode? Node)> ConnectAsync(MonitoredVm vm, QmpConnectionOptions options, IQmpEventSink sink, bool isNew, CancellationToken ct)
    {
        // Read off the actors' threads, and anew for each connection: files may have been renewed.
        if (vm is { Tls: { } tls, Address: TcpQmpAddress tcp })
            options = options with { Tls = await Task.Run(() => tls.Load(tcp), ct).ConfigureAwait(false) };
        for (var left = isNew ? Tries : 1; ; left--)
        {
            try
            {
                RefuseForeign(vm.Address);
                var before = NodeOf(vm.Address);
                if (before is { IsSocket: false })
                    throw new QmpException(QmpFailure.ConnectFailed, $"{vm.Address} is not a socket: name the one that QEMU makes for its -qmp option");
                var connection = await QmpConnection.ConnectAsync(vm.Address, options, sink, ct).ConfigureAwait(false);
                if (NodeOf(vm.Address) is not { } after || after.Inode == before?.Inode)
                    return (connection, before);
                // It can't be told which of the two answered, and so not what lies there that is not heard.
                await connection.DisposeAsync().ConfigureAwait(false);
                throw new QmpException(QmpFailure.ConnectFailed, $"{vm.Address}: another socket was put in its place while it was dialled");
            }
            catch (QmpException e) when (left > 1 && e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
            {
                await Task.Delay(s_pause, options.TimeProvider, ct).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What a VM calls itself; null where it doesn't say.</summary>
    /// <exception cref="QmpException">The connection ended, or the answer did not come in time.</exception>
    public static async Task<string?> AskNameAsync(QmpConnection connection, CancellationToken ct) =>
        VmNameText.Clean(VmReconciler.Text(await connection.ExecuteAsync("query-name", ct: ct).ConfigureAwait(false), "name"));

    // A path that was checked may lead elsewhere by now: links are followed anew before each try.
    private static void RefuseForeign(QmpAddress address)
    {
        if (address is UnixQmpAddress unix && RealPath.FindForeign(Path.GetFullPath(unix.Path)) is { } foreign)
            throw new QmpException(QmpFailure.ConnectFailed, $"{address} leads to {RealPath.Find(Path.GetFullPath(unix.Path))}: {foreign.Message}; {foreign.Advice}");
    }

    private static FileNode? NodeOf(QmpAddress address) => address is UnixQmpAddress unix ? FileNode.Find(unix.Path) : null;
}
