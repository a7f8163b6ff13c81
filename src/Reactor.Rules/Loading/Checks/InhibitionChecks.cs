using System.Collections.Immutable;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.Compiling;
using Reactor.Rules.Loading.RuleFiles;
using Reactor.Rules.Model;

namespace Reactor.Rules.Loading.Checks;

/// <summary>Finds rules that hold each other's alerts, and alerts that notify before the rule that would hold them can know.</summary>
internal sealed class InhibitionChecks(ImmutableArray<CompiledRule> rules, ImmutableArray<Rule> code, DiagnosticBag diagnostics)
{
    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, CompiledRule> _byName =
        rules.Where(r => r.Rule.Name.Length > 0).DistinctBy(r => r.Rule.Name).ToDictionary(r => r.Rule.Name, StringComparer.Ordinal);

    public void Run()
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var rule in rules.Where(r => r.Rule.Inhibits is not null))
        {
            if (!told.Contains(rule.Rule.Name) && Circle(rule.Rule.Name) is { } circle)
            {
                told.UnionWith(circle);
                diagnostics.Error(
                    rule.Syntax.Inhibits!.Place, DiagnosticCodes.Inhibition, $"these rules inhibit each other: {string.Join(" -> ", circle.Append(rule.Rule.Name))}", "each would wait for the other to end: leave one out");
            }

            CheckWaits(rule);
        }
    }

    // The shortest way from a rule back to it.
    private List<string>? Circle(string start)
    {
        var cameFrom = new Dictionary<string, string>(StringComparer.Ordinal);
        var next = new Queue<string>([start]);
        while (next.TryDequeue(out var name))
        {
            foreach (var held in Held(name))
            {
                if (held == start)
                    return Way(name, cameFrom);
                if (cameFrom.TryAdd(held, name))
                    next.Enqueue(held);
            }
        }

        return null;
    }

    private ImmutableArray<string> Held(string name) => _byName.TryGetValue(name, out var rule) ? rule.Rule.Inhibits?.Rules ?? [] : [];

    private static List<string> Way(string end, Dictionary<string, string> cameFrom)
    {
        var way = new List<string> { end };
        while (cameFrom.TryGetValue(way[0], out var before))
            way.Insert(0, before);
        return way;
    }

    private void CheckWaits(CompiledRule rule)
    {
        var window = Window(rule.Rule.When.Pattern);
        var needed = window > s_least ? window : s_least;
        if (rule.Rule.Mode == RuleMode.Disabled)
            return;
        foreach (var alert in rule.Rule.Inhibits!.Rules.Where(_byName.ContainsKey).Select(n => _byName[n]).SelectMany(r => Alerts(r.Syntax.Then)))
        {
            var wait = alert.Wait?.Value ?? s_least;
            if (wait < needed)
                Warn(alert.Wait?.Place ?? alert.Place, "this alert", wait, $"write wait: {DurationText.Format(needed)}");
        }

        foreach (var held in code.Where(c => rule.Rule.Inhibits.Rules.Contains(c.Name)))
        {
            var wait = held.Then.OfType<AlertAction>().FirstOrDefault()?.Wait ?? s_least;
            if (wait < needed)
                Warn(rule.Syntax.Inhibits!.Place, $"the alert of {held.Name}", wait, $"write AlertWait = \"{DurationText.Format(needed)}\" in its [CodeRule]");
        }

        void Warn(Yaml.Place place, string what, TimeSpan wait, string advice) => diagnostics.Warn(
            place,
            DiagnosticCodes.InhibitionWait,
            $"{what} notifies after {DurationText.Format(wait)}, and {rule.Rule.Name}, which would hold it, may take {DurationText.Format(needed)} to match",
            advice);
    }

    /// <summary>How long after the first event a pattern may match.</summary>
    private static TimeSpan Window(Pattern pattern) => pattern switch
    {
        CountPattern p => p.Within,
        SequencePattern p => p.Within,
        AllOfPattern p => p.Within,
        AbsencePattern p => p.Within,
        SettlePattern p => p.AtMost ?? p.Quiet,
        StatePattern p => p.For,
        _ => TimeSpan.Zero,
    };

    private static IEnumerable<AlertSyntax> Alerts(IEnumerable<ActionSyntax> actions) =>
        actions.SelectMany(a => (IEnumerable<AlertSyntax>)[.. a.Body is AlertSyntax alert ? [alert] : Array.Empty<AlertSyntax>(), .. Alerts(a.OnFailure)]);
}
