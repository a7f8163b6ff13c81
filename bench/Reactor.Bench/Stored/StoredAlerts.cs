using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using StandIn;

namespace Reactor.Bench.Stored;

/// <summary>Commits as partitions make them where alerts open.</summary>
internal static class StoredAlerts
{
    private const string Rule = "noted", Path = "then[0].alert";

    private static readonly byte[] s_body = new byte[700];

    /// <summary>One that opens some alerts, each of a VM of its own.</summary>
    public static Commit Commit(int sequence, int first, int alerts, string target, DateTimeOffset at)
    {
        var opened = ImmutableArray.CreateRange(Enumerable.Range(first, alerts).Select(number => Alert(number, target, at)));
        return new Commit
        {
            Partition = 0, AppliedSequence = sequence + 1, At = at, ApproximateBytes = alerts * 1024,
            Firings = [.. opened.Select(alert => new FiringRow(alert.FiringId, Rule, "warning", alert.VmId, alert.VmName, $"e_{alert.Uid}", "GUEST_PANICKED", at, alert.Key, 0))],
            Alerts = opened,
            Deliveries = [.. opened.Select(alert => new DeliveryRow
            {
                WebhookId = $"msg_{alert.Uid}", FiringId = alert.FiringId, Rule = Rule, ActionPath = Path, Target = target, Kind = "firing", VmName = alert.VmName, Alert = alert.Uid, Series = $"s_{alert.Uid}",
                VmLabels = ImmutableSortedDictionary<string, string>.Empty.Add("env", "prod"), EventName = "GUEST_PANICKED", CreatedAt = at, Body = s_body,
            })],
        };
    }

    private static AlertRow Alert(int number, string target, DateTimeOffset at)
    {
        var (id, name) = (StandInNames.Uuid(number + 1), StandInNames.Name(number + 1));
        return new AlertRow
        {
            Uid = $"a_{number}", Rule = Rule, Id = "", Key = $$"""{"vm":"{{id}}"}""", VmId = id, VmName = name, State = AlertState.Firing, Severity = "warning",
            Summary = $"{name} panicked", Labels = ImmutableSortedDictionary<string, string>.Empty.Add("team", "virt"), StartsAt = at, RefreshedAt = at, Count = 1,
            Targets = [target], FiringId = $"f_{number}",
        };
    }
}
