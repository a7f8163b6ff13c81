using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Model;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>A rule file as read: each value checked by itself, expressions not yet compiled. What was faulty is absent.</summary>
internal sealed record RuleFileSyntax(
    ImmutableArray<Named<ImmutableArray<YScalar>>> Lists, ImmutableArray<Named<YScalar>> Macros, ImmutableArray<RuleSyntax> Rules);

internal sealed record RuleSyntax
{
    public Placed<string>? Name { get; init; }

    public string Description { get; init; } = "";

    public Severity Severity { get; init; }

    public ImmutableArray<Named<string>> Labels { get; init; } = [];

    public RuleMode Mode { get; init; }

    public RuleScope Scope { get; init; }

    public ImmutableArray<YScalar> Except { get; init; } = [];

    public WhenSyntax? When { get; init; }

    public LimitSyntax? Limit { get; init; }

    public ImmutableArray<Placed<string>> MutedIn { get; init; } = [];

    public InhibitsSyntax? Inhibits { get; init; }

    public bool IgnoresOwnEffects { get; init; } = true;

    public bool IsUnchecked { get; init; }

    public bool AllowsDestructive { get; init; }

    public Overlap Overlap { get; init; }

    public ImmutableArray<ActionSyntax> Then { get; init; } = [];
}

/// <summary>Entries of a <c>by</c>: named ones of a map, unnamed ones of a list.</summary>
internal sealed record BySyntax(Place Place, ImmutableArray<(YScalar? Name, YScalar Expression)> Entries);

internal sealed record LimitSyntax(int Max, TimeSpan? Per, BySyntax? By);

internal sealed record InhibitsSyntax(Place Place, ImmutableArray<Placed<string>> Rules, ImmutableArray<Named<YScalar>> Same);
