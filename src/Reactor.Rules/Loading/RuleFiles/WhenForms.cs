using System.Collections.Immutable;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>The forms of <c>when</c>: which keys make one, which of them go together, which one needs which.</summary>
internal static class WhenForms
{
    private static readonly Key[] s_bases = [WhenShape.Event, WhenShape.AnyOf, WhenShape.Sequence, WhenShape.AllOf, WhenShape.State];
    private static readonly Key[] s_modifiers = [WhenShape.AtLeast, WhenShape.FollowedBy, WhenShape.NotFollowedBy, WhenShape.Settle];
    private static readonly Key[] s_timed = [WhenShape.AtLeast, WhenShape.FollowedBy, WhenShape.NotFollowedBy, WhenShape.Sequence, WhenShape.AllOf];

    // A key that means something only beside others, and what is said where none of them is there.
    private static readonly (Key Key, Key[] Beside, string Advice)[] s_companions =
    [
        (WhenShape.If, [WhenShape.Event], "each clause has an `if` of its own; over several events, `having`"),
        (WhenShape.Within, s_timed, "to count events, add at_least: 3; what settles is quiet for `settle`; a single event needs no span"),
        (WhenShape.Distinct, [WhenShape.AtLeast], "add at_least: 5, within: 10m"),
        (WhenShape.AtMost, [WhenShape.Settle], "add settle: 30s"),
        (WhenShape.For, [WhenShape.State], "for events the span is `within` or `settle`"),
        (WhenShape.Gap, [WhenShape.NotFollowedBy, WhenShape.State], "only what waits for a deadline can miss something in a gap"),
        (WhenShape.Recovered, [WhenShape.AtLeast, WhenShape.Settle, WhenShape.FollowedBy, WhenShape.Sequence, WhenShape.AllOf], "single events and absences take recovered events anyway, a state none"),
    ];

    // A key that can't do without another.
    private static readonly (Key[] Keys, Key Needed, string Example)[] s_needs =
    [
        (s_timed, WhenShape.Within, "within: 10m"),
        ([WhenShape.State], WhenShape.For, "for: 10m"),
    ];

    /// <summary>The pattern; null where none can be told. Reports what doesn't go together.</summary>
    public static PatternSyntax? Pattern(Fields f)
    {
        f.OneOf(required: true, "`when`", s_bases);
        CheckModifiers(f);
        CheckCompanions(f);
        CheckNeeds(f);
        CheckSpans(f);

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

    private static void CheckModifiers(Fields f)
    {
        f.OneOf(required: false, "`when`", s_modifiers);
        var other = s_bases.Skip(2).FirstOrDefault(f.Has);
        foreach (var modifier in s_modifiers.Where(f.Has))
        {
            if (other is not null && !f.Has(WhenShape.Event) && !f.Has(WhenShape.AnyOf))
                Conflict(f, modifier, $"`{modifier.Name}` goes with `event` or `any_of`, not with `{other.Name}`", null);
        }

        if (f.Has(WhenShape.FollowedBy) && f.Has(WhenShape.AnyOf))
            Conflict(f, WhenShape.FollowedBy, "`followed_by` follows one clause, not `any_of`", "name the events in one clause, event: [A, B], or write two rules");
        if (f.Has(WhenShape.State) && f.Has(WhenShape.By))
            Conflict(f, WhenShape.By, "a state is one of a VM as a whole: it has no key beyond the VM", "leave `by` out");
        if (f.Has(WhenShape.NotFollowedBy) && f.Has(WhenShape.AnyOf) && f.GetOr(WhenShape.AnyOf, []).Length >= ClauseShape.MaxClauses)
            Conflict(f, WhenShape.NotFollowedBy, $"a pattern has at most {ClauseShape.MaxClauses} clauses, this one too", null);
    }

    private static void CheckCompanions(Fields f)
    {
        foreach (var (key, beside, advice) in s_companions)
        {
            if (f.Has(key) && !beside.Any(f.Has))
                Conflict(f, key, $"`{key.Name}` means something only beside {string.Join(", ", beside.Select(b => $"`{b.Name}`"))}", advice);
        }
    }

    private static void CheckNeeds(Fields f)
    {
        foreach (var (keys, needed, example) in s_needs)
        {
            if (keys.FirstOrDefault(f.Has) is { } key && !f.Has(needed))
                f.Diagnostics.Error(f.PlaceOf(key), DiagnosticCodes.MissingKey, $"`{key.Name}` needs `{needed.Name}`", $"such as {example}");
        }
    }

    private static void CheckSpans(Fields f)
    {
        if (Span(f, WhenShape.Settle) is { } quiet && Span(f, WhenShape.AtMost) is { } most && most < quiet)
        {
            f.Diagnostics.Error(
                f.PlaceOf(WhenShape.AtMost), DiagnosticCodes.BadValue, $"at_most, {DurationText.Format(most)}, is shorter than settle, {DurationText.Format(quiet)}", "quiet can't last longer than the whole");
        }
    }

    private static void Conflict(Fields f, Key key, string message, string? advice) =>
        f.Diagnostics.Error(f.PlaceOf(key), DiagnosticCodes.ConflictingKeys, message, advice);

    private static TimeSpan? Span(Fields f, Key<TimeSpan> key) => f.TryGet(key, out var span) ? span : null;

    private static ImmutableArray<ClauseSyntax> Present(ClauseSyntax? clause) => clause is null ? [] : [clause];
}
