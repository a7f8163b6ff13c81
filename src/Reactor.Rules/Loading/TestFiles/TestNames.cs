using System.Collections.Immutable;
using Reactor.Rules.Configuration;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Engine;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Model;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.TestFiles;

/// <summary>The VMs, rules and targets that a test file may name.</summary>
internal sealed class TestNames(ImmutableSortedDictionary<string, VmView> vms, RuleSet rules, ReactorConfiguration? configuration, DiagnosticBag diagnostics)
{
    private const string InlinePrefix = "rule/";

    private readonly HashSet<string> _rules = [.. rules.Rules.Select(r => r.Name)];
    private readonly HashSet<string> _inline = [.. rules.Rules.SelectMany(Inline)];

    /// <summary>Whether some rule names what the catalogue doesn't know: then test data may, too.</summary>
    public bool AreUnchecked { get; private set; } = rules.Rules.Any(r => r.IsUnchecked);

    public DiagnosticBag Diagnostics => diagnostics;

    /// <summary>Further rules, that a reload brings.</summary>
    public void Add(RuleSet more)
    {
        _rules.UnionWith(more.Rules.Select(r => r.Name));
        _inline.UnionWith(more.Rules.SelectMany(Inline));
        AreUnchecked |= more.Rules.Any(r => r.IsUnchecked);
    }

    /// <summary>The VMs that a text names, in order; empty where it was reported.</summary>
    /// <param name="text">A name or a range of names; null for the only VM.</param>
    /// <param name="place">What is reported about.</param>
    public ImmutableArray<string> Vms(Placed<string>? text, Place place)
    {
        if (text is not { } name)
        {
            if (vms.Count == 1)
                return [vms.Keys.First()];
            diagnostics.Error(place, DiagnosticCodes.MissingKey, "this needs the key `vm`: which VM is meant", vms.Count == 0 ? "there are none yet: give `fleet`" : null);
            return [];
        }

        if (NameRange.Expand(name.Value, out var problem) is not { } names)
        {
            diagnostics.Error(name.Place, DiagnosticCodes.BadValue, problem!);
            return [];
        }

        foreach (var each in names.Where(n => !vms.ContainsKey(n)).Take(3))
            diagnostics.Error(name.Place, DiagnosticCodes.BadValue, $"there is no VM {Shown.Word(each)}", Nearest.Suggest(each, vms.Keys) ?? "VMs stand in `fleet`");
        return [.. names.Where(vms.ContainsKey)];
    }

    public void Rule(string name, Place place)
    {
        if (!_rules.Contains(name))
            diagnostics.Error(place, DiagnosticCodes.BadValue, $"there is no rule {Shown.Word(name)}", Nearest.Suggest(name, _rules) ?? "its file must be among rule_files");
    }

    public void Target(string name, Place place)
    {
        if (configuration is null || configuration.Targets.ContainsKey(name) || _inline.Contains(name))
            return;
        diagnostics.Error(
            place,
            DiagnosticCodes.UnknownTarget,
            $"unknown target {Shown.Word(name)}",
            Nearest.Suggest(name, configuration.Targets.Keys.Concat(_inline)) ?? "a webhook written in a rule is named rule/NAME/PATH, such as rule/quorum-failed/then[0].webhook");
    }

    private static IEnumerable<string> Inline(Rule rule) => All(rule.Then).OfType<WebhookAction>().Select(w => $"{InlinePrefix}{rule.Name}/{w.Path}");

    private static IEnumerable<RuleAction> All(IEnumerable<RuleAction> actions) => actions.SelectMany(a => All(a.OnFailure).Prepend(a));
}
