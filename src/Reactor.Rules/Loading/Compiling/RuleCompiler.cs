using System.Collections.Immutable;
using Reactor.Qmp;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Expressions;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.RuleFiles;
using Reactor.Rules.Model;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>
/// Makes rules of what was read. Where something is faulty it is reported and something harmless stands in for it: nothing of a
/// load with an error is ever used.
/// </summary>
internal sealed class RuleCompiler(RuleVocabulary vocabulary, KnownNames known, DiagnosticBag diagnostics)
{
    private readonly Dictionary<string, Place> _rules = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RuleEnvironment> _environments = new(StringComparer.Ordinal);

    public Rule Compile(RuleSyntax syntax)
    {
        if (syntax.Name is { } name && !_rules.TryAdd(name.Value, name.Place))
            diagnostics.Error(name.Place, DiagnosticCodes.DuplicateName, $"a rule is named {name.Value} already, in {_rules[name.Value]}");

        var (patterns, expressions) = Events(syntax.When?.Events ?? []);
        var clause = new Clause
        {
            Events = patterns,
            If = expressions.Compile(syntax.When?.If, ExpressionPlace.Condition),
            By = KeyCompiler.Compile(syntax.When?.By, expressions) ?? [],
        };
        return new Rule
        {
            Name = syntax.Name?.Value ?? "",
            Description = syntax.Description,
            Severity = syntax.Severity,
            Labels = syntax.Labels.ToSortedDictionary(l => l),
            Mode = syntax.Mode,
            When = new When { Pattern = new EachPattern([clause]) },
            Limit = syntax.Limit is { } limit ? new Limit(1, limit.OncePer ?? TimeSpan.FromHours(1)) { By = KeyCompiler.Compile(limit.By, expressions) } : null,
            Then = new ActionCompiler(syntax.Name?.Value ?? "", expressions, Clause, known).Compile(syntax.Then),
        };
    }

    private Clause Clause(ClauseSyntax syntax)
    {
        var (patterns, expressions) = Events(syntax.Events);
        return new Clause { Events = patterns, If = expressions.Compile(syntax.If, ExpressionPlace.Condition) };
    }

    private (ImmutableArray<EventPattern> Patterns, ExpressionCompiler Expressions) Events(ImmutableArray<Placed<string>> names)
    {
        var (patterns, events) = EventNames.Resolve(names, diagnostics);

        // Where a name is unknown, so are its members: what the known ones lack is not reported on top.
        bool complete = patterns.All(p => p.IsGlob || EventCatalogue.Default.TryGet(p.Text, out _));
        IReadOnlyCollection<EventSchema> typed = complete ? events : [];
        string key = string.Join(' ', typed.Select(e => e.Name).Order(StringComparer.Ordinal));
        if (!_environments.TryGetValue(key, out var environment))
            _environments.Add(key, environment = vocabulary.ForEvents(typed));
        return (patterns, new ExpressionCompiler(environment, diagnostics));
    }
}
