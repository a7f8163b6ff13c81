using System.Globalization;
using Reactor.Reactions.Commits;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Partitions;

/// <summary>Sends what an event means to fleet rules to the partitions of their keys; what resolves goes to all of those.</summary>
internal static class FleetForwards
{
    public static void Add(IEnumerable<FleetHit> hits, CommitBuilder commit)
    {
        foreach (var hit in hits)
        {
            if (hit.Key is { } key)
            {
                Add(hit, key.ToJson(), PartitionMap.OfFleetKey(key.ToJson()), EngineInputJson.Write(hit), commit);
                continue;
            }

            var payload = EngineInputJson.Write(hit);
            for (var i = 0; i < PartitionMap.FleetPartitions; i++)
            {
                Add(hit, "", PartitionMap.VmPartitions + i, payload, commit);
            }
        }
    }

    private static void Add(FleetHit hit, string key, int partition, ReadOnlyMemory<byte> payload, CommitBuilder commit)
    {
        var id = StableId.Of("i_", InboxKinds.FleetHit, hit.Fingerprint, key, hit.Seen.Event.Id, partition.ToString(CultureInfo.InvariantCulture));
        commit.Add(new InboxRow(id, partition, InboxKinds.FleetHit, payload));
    }
}
