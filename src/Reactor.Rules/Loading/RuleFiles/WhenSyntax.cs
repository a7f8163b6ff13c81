using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Model;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>A clause as read. Without <c>by</c> it has that of its <c>when</c>.</summary>
internal sealed record ClauseSyntax(Place Place, ImmutableArray<Placed<string>> Events, YScalar? If, BySyntax? By);

/// <summary>A <c>when</c> as read. Without a pattern where no form could be told.</summary>
internal sealed record WhenSyntax(PatternSyntax? Pattern, BySyntax? By)
{
    public YScalar? Having { get; init; }

    public GapPolicy Gap { get; init; }

    public bool CountsRecovered { get; init; }
}

/// <summary>One of the forms of <c>when</c>.</summary>
/// <param name="Place">The key that names it.</param>
internal abstract record PatternSyntax(Place Place);

internal sealed record EachSyntax(Place Place, ImmutableArray<ClauseSyntax> Any) : PatternSyntax(Place);

internal sealed record CountSyntax(Place Place, ImmutableArray<ClauseSyntax> Any, int? AtLeast, TimeSpan? Within, YScalar? Distinct) : PatternSyntax(Place);

internal sealed record SequenceSyntax(Place Place, ImmutableArray<ClauseSyntax> Steps, TimeSpan? Within) : PatternSyntax(Place);

internal sealed record AllOfSyntax(Place Place, ImmutableArray<ClauseSyntax> All, TimeSpan? Within) : PatternSyntax(Place);

internal sealed record AbsenceSyntax(Place Place, ImmutableArray<ClauseSyntax> Opening, ClauseSyntax? Closing, TimeSpan? Within) : PatternSyntax(Place);

internal sealed record SettleSyntax(Place Place, ImmutableArray<ClauseSyntax> Any, TimeSpan? Quiet, TimeSpan? AtMost) : PatternSyntax(Place);

internal sealed record StateSyntax(Place Place, YScalar? State, TimeSpan? For) : PatternSyntax(Place);
