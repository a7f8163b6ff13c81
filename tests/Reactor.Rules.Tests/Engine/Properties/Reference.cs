using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Rules.Tests.Engine.Properties;

/// <summary>What a firing is compared by.</summary>
internal sealed record Fired(
    string Rule, string Key, bool Limited, long Suppressed, long Count, double FirstAt, double LastAt, bool Blind, string Completing, string? First, string? Last, string? Previous);

/// <summary>What a limit's end is compared by.</summary>
internal sealed record Ended(string Rule, string LimitKey, long Suppressed);

/// <summary>
/// What one rule means, written down as plainly as can be from the rule language: everything of the past is kept and looked through again.
/// It shares nothing with the engine.
/// </summary>
internal sealed class Reference(RuleSpec spec, IReadOnlyList<Step> history)
{
    private readonly List<(string Key, Step Hit, HashSet<int> Clauses, bool IsUsed)> _hits = [];
    private readonly List<(string Key, int Done, Step Start)> _prefixes = [];
    private readonly List<(string Key, Step Step, HashSet<int> Clauses)> _candidates = [];
    private readonly List<Absence> _absences = [];
    private readonly Dictionary<string, Holding> _states = [];
    private readonly List<(string Key, string Vm, Step Completing)> _matches = [];
    private readonly List<(string Key, string Vm, double At, bool Acted)> _limited = [];
    private readonly HashSet<(string Key, int Act)> _told = [];
    private readonly List<Step> _own = [];

    /// <summary>What the rule makes of a step; the step is in the history already.</summary>
    public (List<Fired> Fired, List<Ended> Ended) Take(Step step)
    {
        var fired = new List<Fired>();
        var ended = new List<Ended>();
        switch (step.Kind)
        {
            case StepKind.Time: TakeTime(step, fired, ended); break;
            case StepKind.Event:
                TakeEvent(step, fired);
                See(step, fired);
                break;
            case StepKind.State: See(step, fired); break;
            case StepKind.Own when step.Rule == spec.Name && spec.IgnoresOwn: _own.Add(step); break;
            case StepKind.Link: TakeLink(step, fired); break;
        }

        return (fired, ended);
    }

    private void TakeEvent(Step step, List<Fired> fired)
    {
        if (step.IsRecovered && !spec.CountsRecovered && spec.Kind is not (Kind.Each or Kind.Absence))
            return;
        var groups = new List<(string Key, HashSet<int> Clauses)>();
        var hasOpened = false;
        for (var i = 0; i < spec.Clauses.Length; i++)
        {
            var opens = spec.Kind switch { Kind.Sequence => i == 0, Kind.Absence => i != spec.Closing, _ => true };
            var clause = spec.Clauses[i];
            if (!clause.Names.Split(' ').Contains(step.Name) || (clause.Above is { } above && !(step.V > above)))
                continue;
            if (opens && ((hasOpened && spec.Kind != Kind.AllOf) || IsBarred(step)))
                continue;
            hasOpened |= opens;
            if (Key(step, clause.By) is not { } key)
                continue;
            var group = groups.FindIndex(g => g.Key == key);
            if (group < 0)
                groups.Add((key, [i]));
            else
                groups[group].Clauses.Add(i);
        }

        foreach (var (key, clauses) in groups)
            Hit(step, key, clauses, fired);
    }

    private bool IsBarred(Step step)
    {
        if (spec.HasExcept && step.V == 3)
            return true;
        var own = _own.Where(o => o.Vm == step.Vm).ToList();
        if (step.Name is not ("A" or "B") || own.Count == 0)
            return false;

        // One whose return was never told counts for an hour from the last sending.
        var open = own.Aggregate(0, (n, o) => o.HasReturned ? Math.Max(0, n - 1) : n + 1);
        var until = 0d;
        var count = 0;
        foreach (var o in own)
        {
            count = o.HasReturned ? Math.Max(0, count - 1) : count + 1;
            until = o.HasReturned ? (count == 0 ? o.At + 2 : until) : Math.Max(until, o.At + 3600);
        }

        return open >= 0 && step.At <= until;
    }

    private string? Key(Step step, string? by)
    {
        var vm = spec.IsFleet ? null : $"\"vm\":\"id-{step.Vm}\"";
        if (by is null)
            return $"{{{vm}}}";
        if (!step.Data.TryGetValue(by, out var value))
            return null;
        var name = spec.Clauses.IsEmpty ? by : spec.Clauses[0].By;
        return vm is null ? $"{{\"{name}\":{value}}}" : $"{{{vm},\"{name}\":{value}}}";
    }

    private void Hit(Step step, string key, HashSet<int> clauses, List<Fired> fired)
    {
        switch (spec.Kind)
        {
            case Kind.Each: Complete(step.At, key, step, 1, step, step, false, fired); break;
            case Kind.Count or Kind.Distinct: Count(step, key, clauses, fired); break;
            case Kind.Sequence: Sequence(step, key, clauses, fired); break;
            case Kind.AllOf: AllOf(step, key, clauses, fired); break;
            case Kind.Absence: Open(step, key, clauses); break;
            case Kind.Settle: _hits.Add((key, step, clauses, false)); break;
        }
    }

    private void Count(Step step, string key, HashSet<int> clauses, List<Fired> fired)
    {
        if (spec.Kind == Kind.Distinct && step.V is null)
            return;
        _hits.Add((key, step, clauses, false));
        var window = _hits.Where(h => h.Key == key && !h.IsUsed && step.At - h.Hit.At <= spec.Within).Select(h => h.Hit).ToList();
        if (spec.Kind == Kind.Distinct)
            window = [.. window.GroupBy(h => h.V).Select(g => g.Last()).OrderBy(h => h.Ordinal)];
        if (window.Count < spec.AtLeast)
            return;
        Use(key);
        Complete(step.At, key, step, window.Count, window[0], step, false, fired);
    }

    private void Use(string key)
    {
        for (var i = 0; i < _hits.Count; i++)
        {
            if (_hits[i].Key == key)
                _hits[i] = _hits[i] with { IsUsed = true };
        }
    }

    private void Sequence(Step step, string key, HashSet<int> clauses, List<Fired> fired)
    {
        // Whatever of the past is in order is a prefix; of the whole ones the newest start counts.
        var carried = _prefixes.Where(p => p.Key == key && clauses.Contains(p.Done) && step.At - p.Start.At <= spec.Within).ToList();
        if (carried.Where(p => p.Done + 1 == spec.Clauses.Length).Select(p => p.Start).MaxBy(s => s.Ordinal) is { } start)
        {
            _prefixes.RemoveAll(p => p.Key == key);
            Complete(step.At, key, step, spec.Clauses.Length, start, step, false, fired);
            return;
        }

        _prefixes.AddRange(carried.Select(p => (key, p.Done + 1, p.Start)).Except(_prefixes).ToList());
        if (clauses.Contains(0))
            _prefixes.Add((key, 1, step));
    }

    // Of all choices of one event for each clause, the one of the newest events.
    private void AllOf(Step step, string key, HashSet<int> clauses, List<Fired> fired)
    {
        _candidates.RemoveAll(c => c.Key == key && step.At - c.Step.At > spec.Within);
        _candidates.Add((key, step, clauses));
        var newestFirst = _candidates.Where(c => c.Key == key).Reverse().Select(c => (c.Step, c.Clauses)).ToList();
        if (Choices(newestFirst, [.. Enumerable.Range(0, spec.Clauses.Length)]).FirstOrDefault() is not { } chosen)
            return;
        _candidates.RemoveAll(c => c.Key == key);
        Complete(step.At, key, step, chosen.Count, chosen[^1], step, false, fired);
    }

    /// <summary>All sets of as many events as there are clauses, of which each has one of its own: those of newer events first.</summary>
    private static IEnumerable<List<Step>> Choices(List<(Step Step, HashSet<int> Clauses)> events, List<int> clauses) =>
        from chosen in Subsets(events, clauses.Count)
        where Fits(chosen, clauses)
        select chosen.Select(c => c.Step).ToList();

    private static IEnumerable<List<(Step Step, HashSet<int> Clauses)>> Subsets(List<(Step Step, HashSet<int> Clauses)> events, int count)
    {
        if (count == 0)
            return [[]];
        return events.Count < count
            ? []
            : Subsets(events[1..], count - 1).Select(rest => rest.Prepend(events[0]).ToList()).Concat(Subsets(events[1..], count));
    }

    private static bool Fits(List<(Step Step, HashSet<int> Clauses)> events, List<int> clauses) =>
        clauses.Count == 0 || events.Any(e => e.Clauses.Contains(clauses[0]) && Fits([.. events.Where(o => o != e)], clauses[1..]));

    private void Open(Step step, string key, HashSet<int> clauses)
    {
        var open = _absences.Find(a => a.Key == key);
        if (open is not null && clauses.Contains(spec.Closing))
        {
            _absences.Remove(open);
            open = null;
        }

        if (!clauses.Any(c => c != spec.Closing))
            return;
        if (open is null)
            _absences.Add(new Absence(key, [step]));
        else
            open.Openings.Add(step);
    }

    private void See(Step step, List<Fired> fired)
    {
        if (spec.Kind != Kind.State)
            return;
        if (step.Status != "paused")
            _states.Remove(step.Vm);
        else if (!_states.TryGetValue(step.Vm, out var holding))
            _states.Add(step.Vm, new Holding(step));
        else
            holding.Latest = step;
    }

    private void TakeLink(Step step, List<Fired> fired)
    {
        switch (step.Link)
        {
            case LinkState.Ended:
                _absences.RemoveAll(a => !spec.IsFleet && a.Openings[0].Vm == step.Vm);
                _states.Remove(step.Vm);
                return;
            case LinkState.Removed:
                _own.RemoveAll(o => o.Vm == step.Vm);
                if (spec.IsFleet)
                    return;
                _hits.RemoveAll(h => h.Hit.Vm == step.Vm);
                _prefixes.RemoveAll(p => p.Start.Vm == step.Vm);
                _absences.RemoveAll(a => a.Openings[0].Vm == step.Vm);
                _states.Remove(step.Vm);
                _matches.RemoveAll(m => m.Vm == step.Vm);
                _told.RemoveWhere(t => _limited.Any(l => l.Key == t.Key && l.Vm == step.Vm));
                _limited.RemoveAll(l => l.Vm == step.Vm);
                _candidates.RemoveAll(c => c.Step.Vm == step.Vm);
                return;
            default: See(step, fired); break;
        }

        if (step.Link == LinkState.Restored)
            EndDue(step, step.Vm, fired);
    }

    private void TakeTime(Step step, List<Fired> fired, List<Ended> ended)
    {
        foreach (var key in _limited.Select(l => l.Key).Distinct())
        {
            var all = _limited.Where(l => l.Key == key).ToList();
            var last = all.FindLastIndex(l => l.Acted);
            var held = all.Count - 1 - last;
            if (held == 0)
                continue;
            var span = all.First(l => l.Acted && all[^1].At - l.At < spec.Limit!.Value.Per);
            if (span.At + spec.Limit!.Value.Per < step.At && _told.Add((key, last)))
                ended.Add(new Ended(spec.Name, key, held));
        }

        EndDue(step, null, fired);
        if (spec.Kind != Kind.Settle)
            return;
        var due = _hits.Where(h => !h.IsUsed).GroupBy(h => h.Key).Select(g => (g.Key, Hits: g.Select(h => h.Hit).ToList()))
            .Select(g => (g.Key, g.Hits, Due: Math.Min(g.Hits[^1].At + spec.Within, spec.AtMost is { } atMost ? g.Hits[0].At + atMost : double.MaxValue)))
            .Where(g => g.Due < step.At).OrderBy(g => g.Due).ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
        foreach (var (key, hits, _) in due)
        {
            Use(key);
            Complete(step.At, key, hits[^1], hits.Count, hits[0], hits[^1], false, fired);
        }
    }

    private void EndDue(Step step, string? vm, List<Fired> fired)
    {
        foreach (var absence in _absences.Where(a => vm is null || (!spec.IsFleet && a.Openings[0].Vm == vm)).OrderBy(a => End(a.Openings[0])).ThenBy(a => a.Key, StringComparer.Ordinal).ToList())
        {
            if (End(absence.Openings[0]) >= step.At)
                continue;
            _absences.Remove(absence);
            var (first, last) = (absence.Openings[0], absence.Openings[^1]);
            Complete(step.At, absence.Key, first, absence.Openings.Count, first, last, IsBlind(first), fired);
        }

        foreach (var holding in _states.Values.Where(h => !h.HasFired && (vm is null || h.Opening.Vm == vm)).OrderBy(h => End(h.Opening)).ThenBy(h => h.Opening.Vm, StringComparer.Ordinal).ToList())
        {
            if (End(holding.Opening) >= step.At)
                continue;
            holding.HasFired = true;
            if (!spec.HasExcept || !holding.Latest.IsCalm)
                Complete(step.At, $"{{\"vm\":\"id-{holding.Opening.Vm}\"}}", holding.Opening, 1, holding.Opening, holding.Opening, IsBlind(holding.Opening), fired);
        }
    }

    private double End(Step opening) =>
        spec.Gap == GapPolicy.Hold && IsUnheard(opening.Vm, history.Count)
            ? Math.Max(opening.At + spec.Within, history.Last(s => s.Kind == StepKind.Link && s.Vm == opening.Vm && s.Link == LinkState.Lost).At) + 300
            : opening.At + spec.Within;

    private bool IsBlind(Step opening)
    {
        if (spec.IsFleet)
            return false;
        var start = history.ToList().IndexOf(opening);
        return IsUnheard(opening.Vm, start + 1)
            || history.Skip(start).Any(s => s.Kind == StepKind.Link && s.Vm == opening.Vm && s.Link is LinkState.Lost or LinkState.Missed);
    }

    private bool IsUnheard(string vm, int count) =>
        !spec.IsFleet && history.Take(count).LastOrDefault(s => s.Kind == StepKind.Link && s.Vm == vm && s.Link != LinkState.Missed)?.Link == LinkState.Lost;

    private void Complete(double now, string key, Step completing, long count, Step first, Step last, bool blind, List<Fired> fired)
    {
        var previous = _matches.LastOrDefault(m => m.Key == key).Completing;
        _matches.Add((key, completing.Vm, completing));
        if (spec.Having == RuleSpec.HavingOrder && !(first.V <= last.V))
            return;
        if (spec.Having == RuleSpec.HavingChange && previous is not null && (previous.V is null || completing.V is null || previous.V == completing.V))
            return;
        var (limited, suppressed) = (false, 0L);
        if (spec.Limit is { } limit)
        {
            var limitKey = limit.By switch { LimitBy.Rule => key, LimitBy.Vm => spec.IsFleet ? "{}" : $"{{\"vm\":\"id-{completing.Vm}\"}}", _ => MemberKey(completing) };
            if (limitKey is null)
                return;
            var all = _limited.Where(l => l.Key == limitKey).ToList();
            limited = all.Count(l => l.Acted && now - l.At < limit.Per) >= limit.Max;
            suppressed = all.Count - 1 - all.FindLastIndex(l => l.Acted) + (limited ? 1 : 0);
            _limited.Add((limitKey, completing.Vm, now, !limited));
        }

        var readsPrevious = spec.ReadsPrevious || spec.Having == RuleSpec.HavingChange;
        var readsOrder = spec.Having == RuleSpec.HavingOrder;
        fired.Add(new Fired(
            spec.Name, key, limited, suppressed, count, first.At, last.At, blind, completing.Id,
            spec.ReadsFirst || readsOrder ? first.Id : null,
            spec.ReadsLast || readsOrder ? last.Id : null,
            readsPrevious ? previous?.Id : null));
    }

    private string? MemberKey(Step completing) =>
        !completing.Data.TryGetValue("j", out var value) ? null : spec.IsFleet ? $"{{\"j\":{value}}}" : $"{{\"vm\":\"id-{completing.Vm}\",\"j\":{value}}}";

    private sealed record Absence(string Key, List<Step> Openings);

    private sealed class Holding(Step opening)
    {
        public Step Opening { get; } = opening;

        public Step Latest { get; set; } = opening;

        public bool HasFired { get; set; }
    }
}
