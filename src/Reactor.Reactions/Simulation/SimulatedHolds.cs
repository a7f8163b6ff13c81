using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Rules.Loading.TestFiles;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Simulation;

/// <summary>
/// Silences and maintenances as an operator would set them, asked of a one-off send before each attempt: one that is held is never sent. An alert's
/// notification would wait for their end, which no test sees: it was told of when it was decided.
/// </summary>
/// <param name="ruleOf">Finds a rule by its name.</param>
/// <param name="vmOf">Finds a VM by its name.</param>
internal sealed class SimulatedHolds(Func<string, Rule?> ruleOf, Func<string, SimulatedVm?> vmOf)
{
    private readonly List<HoldTest> _holds = [];

    /// <summary>Sets one: the kind and payload of its inbox rows.</summary>
    public (string Kind, ReadOnlyMemory<byte> Payload) Set(HoldIsSet set, string id, DateTimeOffset now)
    {
        ImmutableArray<Matcher> matchers = [.. set.Match.Select(m => new Matcher(m.Key, m.Value))];
        Hold hold = set.Kind == TestHold.Silence
            ? new Silence { Id = id, Matchers = matchers, StartsAt = now, EndsAt = now + set.For, Author = "test" }
            : new Maintenance { Id = id, Matchers = matchers, StartsAt = now, EndsAt = now + set.For, Author = "test" };
        _holds.Add(new HoldTest(hold));
        return (set.Kind == TestHold.Silence ? InboxKinds.Silence : InboxKinds.Maintenance, hold.Write());
    }

    /// <summary>Whether one of them means it now.</summary>
    public bool Hold(DeliveryRow row, DateTimeOffset now) => (row.IsOneOff || row.Inline is not null)
        && _holds.Exists(hold => hold.HoldsAt(now))
        && SubjectOf(row) is var subject && _holds.Exists(hold => hold.HoldsAt(now) && hold.Means(subject));

    private SentSubject SubjectOf(DeliveryRow row)
    {
        var rule = ruleOf(row.Rule);
        // What a rule over the fleet sends is of no single VM.
        var vm = rule is { Scope: RuleScope.Fleet } ? null : vmOf(row.VmName)?.Known;
        return SentSubject.OfSend(row.Rule, rule?.Severity.ToWord() ?? "", row.Labels, vm is null ? null : vm with { Labels = row.VmLabels });
    }
}
