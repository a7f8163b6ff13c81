using EndToEnd.Daemon;
using StandIn;

namespace EndToEnd.Long;

/// <summary>VMs of one process, which is killed now and then and started again on the same sockets.</summary>
internal sealed class MortalFleet : IAsyncDisposable
{
    public const int Count = 20;

    private readonly Workspace _workspace;
    private readonly int _first;
    private StandInProcess _process;

    private MortalFleet(Workspace workspace, int first, StandInProcess process) => (_workspace, _first, _process) = (workspace, first, process);

    /// <summary>How many VMs were killed so far.</summary>
    public int Killed { get; private set; }

    /// <summary>Fires when one of these VMs was found out to be another process than before, or the first.</summary>
    public static string Rule(int first) =>
        $$$"""{name: heard, when: {event: VM_CONNECTED, if: 'vm.name >= "{{{StandInNames.Name(first)}}}"'}, then: [{log: {message: heard}}]}""";

    /// <param name="workspace">Where the sockets are to be.</param>
    /// <param name="first">Number of the first VM; no other has a higher one.</param>
    public static async Task<MortalFleet> StartAsync(Workspace workspace, int first) =>
        new(workspace, first, await StandInProcess.StartAsync(workspace.Path("."), first, Count));

    /// <summary>Whether the daemon knows all that now live: whoever of them ends from now on is lost.</summary>
    public bool AreAllHeard() => CommittedFirings.Count(_workspace.Store, "heard") >= Killed + Count;

    public async Task KillAsync()
    {
        await _process.KillAsync();
        Killed += Count;
        _process = await StandInProcess.StartAsync(_workspace.Path("."), _first, Count);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
