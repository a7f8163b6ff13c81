using System.Collections.Immutable;
using Reactor.Reactions.Commits;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>Gathers what becomes of the deliveries of a group of commits.</summary>
internal sealed class AppendedDeliveries
{
    private readonly ImmutableArray<ClaimedDelivery>.Builder _claimed = ImmutableArray.CreateBuilder<ClaimedDelivery>();
    private readonly List<string> _waiting = [];

    public void Claim(DeliveryRow row, long holdsSeen) => _claimed.Add(new ClaimedDelivery(row, Attempt: 1) { HoldsSeen = holdsSeen });

    public void Wait(string target)
    {
        // Mostly the same again; of many targets few at a time.
        if (_waiting.Count == 0 || (_waiting[^1] != target && !_waiting.Contains(target)))
            _waiting.Add(target);
    }

    public Appended ToAppended() => new(_claimed.DrainToImmutable(), [.. _waiting]);
}
