using System.Collections.Immutable;
using Reactor.Cel;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Expressions;
using Reactor.Rules.Loading.Checks;
using Reactor.Rules.Loading.RuleFiles;
using Reactor.Rules.Model;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>A rule, and what it was made from.</summary>
internal sealed record CompiledRule(RuleSyntax Syntax, Rule Rule, CompiledWhen When);

/// <summary>
/// Makes rules of what was read. Where something is faulty it is reported and something harmless stands in for it: nothing of a
/// load with an error is ever used.
/// </summary>
internal sealed class RuleCompiler(LoadContext context)
{
    private readonly Dictionary<string, Place> _rules = new(StringComparer.Ordinal);

    public CompiledRule Compile(RuleSyntax syntax)
    {
        if (syntax.Name is { } name && !_rules.TryAdd(name.Value, name.Place))
            context.Diagnostics.Error(name.Place, DiagnosticCodes.DuplicateName, $"a rule is named {name.Value} already, in {_rules[name.Value]}");

        var when = new PatternCompiler(context, syntax.IsUnchecked).Compile(syntax.When);
        var rule = new Rule
        {
            Name = syntax.Name?.Value ?? "",
            Description = syntax.Description,
            Severity = syntax.Severity,
            Labels = syntax.Labels.ToSortedDictionary(l => l),
            Mode = syntax.Mode,
            Scope = syntax.Scope,
            When = when.When,
            Except = Except(syntax, when),
            Limit = Limit(syntax.Limit, when.Firing),
            MutedIn = [.. context.Known.Windows(syntax.MutedIn)],
            IgnoresOwnEffects = syntax.IgnoresOwnEffects,
            IsUnchecked = syntax.IsUnchecked,
            AllowsDestructive = syntax.AllowsDestructive,
            Overlap = syntax.Overlap,
            Then = new ActionCompiler(syntax, when, context).Compile(),
        };
        var compiled = new CompiledRule(syntax, rule, when);
        RateLimitCheck.Run(compiled, context);
        return compiled;
    }

    private ImmutableArray<CelProgram> Except(RuleSyntax syntax, CompiledWhen when)
    {
        // Of a state there is no event; what is excepted is told of the VM.
        var place = when.When.Pattern is StatePattern ? ExpressionPlace.StateCondition : ExpressionPlace.Condition;
        var expressions = context.For(when.Opening);
        return [.. syntax.Except.Select(e => context.Conditions.Exception(e, expressions.Compile(e, place))).OfType<CelProgram>()];
    }

    private static Limit? Limit(LimitSyntax? syntax, ExpressionCompiler firing) =>
        syntax is null ? null : new Limit(syntax.Max, syntax.Per ?? TimeSpan.FromHours(1)) { By = KeyCompiler.Compile(syntax.By, firing) };
}
