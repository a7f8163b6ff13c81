using Reactor.Actors.Status;

namespace Reactor.Actors.Partitions;

/// <summary>
/// What partitions had counted of rules when a reload gave them new engines, which count from nothing. A rule that means the same goes on from there;
/// one that was edited begins anew, and what was counted before is kept beside it: under one name nothing that only grows ever gets smaller.
/// </summary>
/// <param name="most">Names that are kept. Beyond, those that aren't loaded any more are forgotten after a reload: brought back they count from nothing.</param>
internal sealed class RuleLedger(int most = RuleLedger.MostNames)
{
    private const int MostNames = 20_000;

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>How many were forgotten.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Notes what a partition has counted, right before it is reloaded.</summary>
    public void Note(IEnumerable<RuleStatus> counted)
    {
        foreach (var rule in counted)
        {
            var totals = rule.Totals;
            if (totals == RuleTotals.None)
                continue;
            if (!_entries.TryGetValue(rule.Name, out var entry))
                entry = new Entry(rule.Fingerprint, RuleTotals.None, RuleTotals.None);
            _entries[rule.Name] = entry.Fingerprint == rule.Fingerprint
                ? entry with { Same = entry.Same.Plus(totals) }
                : new Entry(rule.Fingerprint, totals, entry.Others.Plus(entry.Same));
        }
    }

    /// <summary>Once a reload is over: forgets where there are too many.</summary>
    /// <param name="loaded">The rules that run now.</param>
    public void Forget(IEnumerable<string> loaded)
    {
        if (_entries.Count <= most)
            return;
        foreach (var name in _entries.Keys.Except(loaded, StringComparer.Ordinal).ToList())
        {
            _entries.Remove(name);
            Forgotten++;
        }
    }

    /// <summary>With what was counted before the reloads.</summary>
    public IEnumerable<RuleStatus> Continue(IReadOnlyCollection<RuleStatus> counted) => counted.Select(rule => !_entries.TryGetValue(rule.Name, out var entry) ? rule
        : entry.Fingerprint == rule.Fingerprint ? rule with { Totals = rule.Totals.Plus(entry.Same), Earlier = entry.Others }
        : rule with { Earlier = entry.Others.Plus(entry.Same) });

    private sealed record Entry(string Fingerprint, RuleTotals Same, RuleTotals Others);
}
