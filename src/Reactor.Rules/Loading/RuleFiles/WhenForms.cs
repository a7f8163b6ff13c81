using System.Collections.Immutable;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>The forms of <c>when</c>: which pattern its keys make. Which of them go together is said by <see cref="WhenShape"/>.</summary>
internal static class WhenForms
{
    /// <summary>The pattern; null where none can be told. Reports what doesn't go together.</summary>
    public static PatternSyntax? Pattern(Fields f)
    {
        CheckSpans(f);
        CheckClauses(f);

        // All keys are read, so that all faults show even where two forms stand in one `when`.
        var any = f.Has(WhenShape.Event)
            ? [new ClauseSyntax(f.PlaceOf(WhenShape.Event), f.GetOr(WhenShape.Event, []), f.Get(WhenShape.If), null)]
            : f.GetOr(WhenShape.AnyOf, []);
        TimeSpan? within = Span(f, WhenShape.Within);
        PatternSyntax?[] patterns =
        [
            f.Has(WhenShape.Sequence) ? new SequenceSyntax(f.PlaceOf(WhenShape.Sequence), f.GetOr(WhenShape.Sequence, []), within) : null,
            f.Has(WhenShape.AllOf) ? new AllOfSyntax(f.PlaceOf(WhenShape.AllOf), f.GetOr(WhenShape.AllOf, []), within) : null,
            f.Has(WhenShape.State) ? new StateSyntax(f.PlaceOf(WhenShape.State), f.Get(WhenShape.State), Span(f, WhenShape.For)) : null,
            f.Has(WhenShape.AtLeast) ? new CountSyntax(f.PlaceOf(WhenShape.AtLeast), any, f.TryGet(WhenShape.AtLeast, out int n) ? n : null, within, f.Get(WhenShape.Distinct)) : null,
            f.Has(WhenShape.FollowedBy) ? new SequenceSyntax(f.PlaceOf(WhenShape.FollowedBy), [.. any, .. Present(f.Get(WhenShape.FollowedBy))], within) : null,
            f.Has(WhenShape.NotFollowedBy) ? new AbsenceSyntax(f.PlaceOf(WhenShape.NotFollowedBy), any, f.Get(WhenShape.NotFollowedBy), within) : null,
            f.Has(WhenShape.Settle) ? new SettleSyntax(f.PlaceOf(WhenShape.Settle), any, Span(f, WhenShape.Settle), Span(f, WhenShape.AtMost)) : null,
        ];
        return patterns.FirstOrDefault(p => p is not null)
            ?? (f.Has(WhenShape.Event) || f.Has(WhenShape.AnyOf) ? new EachSyntax(f.PlaceOf(f.Has(WhenShape.Event) ? WhenShape.Event : WhenShape.AnyOf), any) : null);
    }

    private static void CheckSpans(Fields f)
    {
        if (Span(f, WhenShape.Settle) is { } quiet && Span(f, WhenShape.AtMost) is { } most && most < quiet)
        {
            f.Diagnostics.Error(
                f.PlaceOf(WhenShape.AtMost), DiagnosticCodes.BadValue, $"at_most, {DurationText.Format(most)}, is shorter than settle, {DurationText.Format(quiet)}", "quiet can't last longer than the whole");
        }
    }

    private static void CheckClauses(Fields f)
    {
        if (f.Has(WhenShape.NotFollowedBy) && f.GetOr(WhenShape.AnyOf, []).Length >= ClauseShape.MaxClauses)
        {
            f.Diagnostics.Error(
                f.PlaceOf(WhenShape.NotFollowedBy), DiagnosticCodes.ConflictingKeys, $"a pattern has at most {ClauseShape.MaxClauses} clauses, this one too", "name several events in one clause, event: [A, B]");
        }
    }

    private static TimeSpan? Span(Fields f, Key<TimeSpan> key) => f.TryGet(key, out var span) ? span : null;

    private static ImmutableArray<ClauseSyntax> Present(ClauseSyntax? clause) => clause is null ? [] : [clause];
}
