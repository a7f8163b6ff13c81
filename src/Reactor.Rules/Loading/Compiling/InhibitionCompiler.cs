using System.Collections.Immutable;
using Reactor.Cel;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Expressions;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.RuleFiles;
using Reactor.Rules.Model;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Ties rules to those whose alerts they hold, once all are known.</summary>
/// <param name="rules">Rules of files.</param>
/// <param name="code">Rules in code: they are held, and hold nothing.</param>
/// <param name="found">Compiles what is said of a match of a rule in code.</param>
/// <param name="diagnostics">Takes what is wrong.</param>
internal sealed class InhibitionCompiler(ImmutableArray<CompiledRule> rules, ImmutableArray<Rule> code, ExpressionCompiler found, DiagnosticBag diagnostics)
{
    private readonly Dictionary<string, Inhibitable> _byName = rules.Select(r => new Inhibitable(r.Rule, r.When.Firing)).Concat(code.Select(r => new Inhibitable(r, found)))
        .Where(r => r.Rule.Name.Length > 0).DistinctBy(r => r.Rule.Name).ToDictionary(r => r.Rule.Name, StringComparer.Ordinal);

    /// <summary>The rules, with what they inhibit.</summary>
    public ImmutableArray<CompiledRule> Compile() => [.. rules.Select(Compile)];

    private CompiledRule Compile(CompiledRule rule)
    {
        if (rule.Syntax.Inhibits is not { } syntax)
            return rule;
        if (!HasAlert(rule.Rule))
            diagnostics.Error(syntax.Place, DiagnosticCodes.Inhibition, "this rule has no alert, so it never holds another's", "add then: [{alert: {summary: ...}}]");
        var inhibited = Inhibited(rule, syntax.Rules);
        var same = syntax.Same.Select(s => Same(rule, s, inhibited)).OfType<SameValue>().OrderBy(s => s.Name, StringComparer.Ordinal);
        return rule with { Rule = rule.Rule with { Inhibits = new Inhibition([.. inhibited.Select(r => r.Rule.Name)], [.. same]) } };
    }

    private List<Inhibitable> Inhibited(CompiledRule rule, ImmutableArray<Placed<string>> names)
    {
        var inhibited = new List<Inhibitable>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, place) in names)
        {
            if (!seen.Add(name))
                diagnostics.Error(place, DiagnosticCodes.DuplicateName, $"rule {name} stands here twice");
            else if (name == rule.Rule.Name)
                diagnostics.Error(place, DiagnosticCodes.Inhibition, "a rule can't inhibit itself: its alert would hold its own notifications", "leave it out");
            else if (!_byName.TryGetValue(name, out var other))
                diagnostics.Error(place, DiagnosticCodes.UnknownRule, $"unknown rule {name}", Nearest.Suggest(name, _byName.Keys));
            else
                Take(inhibited, other, place);
        }

        return inhibited;
    }

    private void Take(List<Inhibitable> inhibited, Inhibitable other, Place place)
    {
        if (!HasAlert(other.Rule))
            diagnostics.Warn(place, DiagnosticCodes.Inhibition, $"{other.Rule.Name} has no alert, so nothing of it is held", "one-off sends and webhooks are never held");
        inhibited.Add(other);
    }

    private static SameValue? Same(CompiledRule rule, Named<YScalar> same, List<Inhibitable> inhibited)
    {
        if (rule.When.Firing.Compile(same.Value, ExpressionPlace.FiringKey) is not { } program)
            return null;
        var others = ImmutableSortedDictionary.CreateBuilder<string, CelProgram>(StringComparer.Ordinal);
        foreach (var other in inhibited)
        {
            if (other.Firing.Compile(same.Value, ExpressionPlace.FiringKey, $"in alerts of {other.Rule.Name}", "`same` is evaluated for both rules' alerts: name what both have, such as vm.host") is { } theirs)
                others.Add(other.Rule.Name, theirs);
        }

        return new SameValue(same.Name, program, others.ToImmutable());
    }

    /// <summary>Whether a rule ever opens an alert, after a failure too.</summary>
    private static bool HasAlert(Rule rule) => rule.AllActions.OfType<AlertAction>().Any();

    /// <param name="Rule">A rule whose alerts may be held.</param>
    /// <param name="Firing">Compiles what is said of its matches.</param>
    private sealed record Inhibitable(Rule Rule, ExpressionCompiler Firing);
}
