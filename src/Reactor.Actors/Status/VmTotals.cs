namespace Reactor.Actors.Status;

/// <summary>What was counted of VMs since the start, over all of them; those that are forgotten by now included.</summary>
/// <param name="Received">Wanted events received.</param>
/// <param name="Unwanted">Events nobody wants.</param>
/// <param name="Dropped">Wanted events that are lost.</param>
/// <param name="Flooded">Those of them that came too fast.</param>
/// <param name="Recovered">Events that were recovered.</param>
/// <param name="Gaps">Gaps that were told.</param>
/// <param name="Connections">Connections that were made.</param>
public sealed record VmTotals(long Received, long Unwanted, long Dropped, long Flooded, long Recovered, long Gaps, long Connections)
{
    /// <summary>Nothing.</summary>
    public static VmTotals None { get; } = new(0, 0, 0, 0, 0, 0, 0);

    /// <summary>With those of one VM.</summary>
    public VmTotals Plus(VmStatus vm)
    {
        ArgumentNullException.ThrowIfNull(vm);
        return new(
            Received + vm.Received, Unwanted + vm.Unwanted, Dropped + vm.Dropped, Flooded + vm.Flooded, Recovered + vm.Recovered, Gaps + vm.Gaps, Connections + vm.Connections);
    }
}
