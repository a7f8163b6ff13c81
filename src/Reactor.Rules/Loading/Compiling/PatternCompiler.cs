using System.Collections.Immutable;
using Reactor.Cel;
using Reactor.Rules.Expressions;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.RuleFiles;
using Reactor.Rules.Model;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>A <c>when</c>, and what the rest of its rule is compiled for.</summary>
/// <param name="When">The pattern and what goes for any.</param>
/// <param name="Events">The events of each clause.</param>
/// <param name="Opening">The events that may open a match.</param>
/// <param name="First">The events that <c>first</c> may be.</param>
/// <param name="Firing">Compiles what is said of a match.</param>
internal sealed record CompiledWhen(When When, ImmutableArray<EventSet> Events, EventSet Opening, EventSet First, ExpressionCompiler Firing);

/// <summary>Makes the pattern of one rule.</summary>
internal sealed class PatternCompiler(LoadContext context, bool isUnchecked)
{
    private const string OwnKey = "this `by` goes for every clause: give the clause in question one of its own";

    // Nothing of a load with an error is used: what is missing is replaced by something harmless.
    private static readonly TimeSpan s_any = TimeSpan.FromSeconds(1);
    private static readonly ImmutableArray<ClauseSyntax> s_none = [];

    private readonly ClauseKeys _keys = new(context.Diagnostics);
    private readonly List<(EventSet Events, ExpressionCompiler Expressions)> _compiled = [];

    public CompiledWhen Compile(WhenSyntax? syntax)
    {
        var pattern = Pattern(syntax?.Pattern, syntax?.By);
        ImmutableArray<EventSet> events = [.. _compiled.Select(c => c.Events)];
        var opening = EventSet.Union(events.Take(pattern.OpeningClauses));
        var all = EventSet.Union(events);
        var (completing, first) = pattern switch
        {
            SequencePattern when events.Length > 0 => (events[^1], events[0]),
            AbsencePattern => (opening, opening),
            _ => (all, all),
        };
        var firing = WithKey(context.For(completing, first, completing), syntax, pattern).Given(KnownPresent.Of(pattern));
        var having = context.Conditions.Needed(syntax?.Having, firing.Compile(syntax?.Having, ExpressionPlace.Having));
        var when = new When
        {
            Pattern = pattern,
            Having = having,
            Gap = syntax?.Gap ?? GapPolicy.Hold,
            CountsRecovered = syntax?.CountsRecovered ?? false,
        };
        return new CompiledWhen(when, events, opening, first, firing.Given(having?.PresentWhenTrue ?? KnownPresent.Nothing));
    }

    // Where a part of the key is faulty its name is not known, and nothing is said of what asks for it.
    private static ExpressionCompiler WithKey(ExpressionCompiler firing, WhenSyntax? syntax, Pattern pattern)
    {
        int written = syntax?.By?.Entries.Length ?? 0;
        ImmutableArray<string>[] keys = [.. pattern.Clauses.Select(c => c.By.Select(p => p.Name).ToImmutableArray())];
        return keys.Length > 0 && keys.All(k => k.Length >= written) ? firing.ForKey([.. keys.SelectMany(k => k)]) : firing;
    }

    private Pattern Pattern(PatternSyntax? syntax, BySyntax? by)
    {
        ImmutableArray<Clause> Clauses(ImmutableArray<ClauseSyntax> clauses) => [.. clauses.Select(c => Clause(c, by))];

        switch (syntax)
        {
            case EachSyntax each: return new EachPattern(Clauses(each.Any));
            case CountSyntax count:
                return new CountPattern(Clauses(count.Any), count.AtLeast ?? 2, count.Within ?? s_any) { Distinct = Distinct(count.Distinct) };
            case SequenceSyntax sequence: return new SequencePattern(Clauses(sequence.Steps), sequence.Within ?? s_any);
            case AllOfSyntax all: return new AllOfPattern(Clauses(all.All), all.Within ?? s_any);
            case AbsenceSyntax absence:
                var opening = Clauses(absence.Opening);
                var closing = absence.Closing is null ? new Clause { Events = [] } : Clause(absence.Closing, by);
                return new AbsencePattern(opening, closing, absence.Within ?? s_any);
            case SettleSyntax settle: return new SettlePattern(Clauses(settle.Any), settle.Quiet ?? s_any, settle.AtMost);
            case StateSyntax { State: not null } state when context.Conditions.State(state.State, context.For(EventSet.Empty).Compile(state.State, ExpressionPlace.StateCondition)) is { } program:
                return new StatePattern(program, state.For ?? TimeSpan.Zero);
            default:
                // Where the form is missing or faulty, its keys may be faulty too.
                if (syntax is not StateSyntax)
                    KeyCompiler.Compile(by, context.For(EventSet.Empty));
                return new EachPattern(Clauses(s_none));
        }
    }

    private Clause Clause(ClauseSyntax syntax, BySyntax? defaultBy)
    {
        var events = context.Events.Resolve(syntax.Events, isUnchecked);
        var expressions = context.For(events);
        var condition = context.Conditions.Needed(syntax.If, expressions.Compile(syntax.If, ExpressionPlace.Condition));
        expressions = expressions.Given(condition?.PresentWhenTrue ?? KnownPresent.Nothing);
        bool isDefault = syntax.By is null && _compiled.Count > 0;
        _compiled.Add((events, expressions));
        var by = syntax.By ?? defaultBy;
        return new Clause
        {
            Events = events.Patterns,
            If = condition,
            By = _keys.Fit(syntax.Place, by, KeyCompiler.Compile(by, expressions, advice: isDefault ? OwnKey : null) ?? []),
        };
    }

    private ImmutableArray<CelProgram> Distinct(Yaml.YScalar? distinct) =>
        [.. _compiled.Select(c => c.Expressions.Compile(distinct, ExpressionPlace.Key)).OfType<CelProgram>()];
}
