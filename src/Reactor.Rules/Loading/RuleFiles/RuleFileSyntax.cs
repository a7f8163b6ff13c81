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

    public WhenSyntax? When { get; init; }

    public LimitSyntax? Limit { get; init; }

    public ImmutableArray<ActionSyntax> Then { get; init; } = [];
}

internal record ClauseSyntax(ImmutableArray<Placed<string>> Events, YScalar? If);

internal sealed record WhenSyntax(ImmutableArray<Placed<string>> Events, YScalar? If, BySyntax? By) : ClauseSyntax(Events, If);

/// <summary>Entries of a <c>by</c>: named ones of a map, unnamed ones of a list.</summary>
internal sealed record BySyntax(ImmutableArray<(YScalar? Name, YScalar Expression)> Entries);

internal sealed record LimitSyntax(TimeSpan? OncePer, BySyntax? By);
