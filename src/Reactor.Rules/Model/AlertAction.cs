using System.Collections.Immutable;
using Reactor.Cel;
using Reactor.Rules.Templates;

namespace Reactor.Rules.Model;

/// <summary>Opens or refreshes the alert (rule, id, key).</summary>
public sealed record AlertAction : RuleAction
{
    /// <inheritdoc/>
    public override string Kind => "alert";

    /// <summary>Its id within the rule; by default the rule's name.</summary>
    public required string Id { get; init; }

    /// <summary>One line for people.</summary>
    public required TextTemplate Summary { get; init; }

    /// <summary>More for people; null for none.</summary>
    public TextTemplate? Description { get; init; }

    /// <summary>Null: the rule's.</summary>
    public Severity? Severity { get; init; }

    /// <summary>Labels besides the rule's and those of its key; they win over both.</summary>
    public ImmutableSortedDictionary<string, TextTemplate> Labels { get; init; } = ImmutableSortedDictionary<string, TextTemplate>.Empty;

    /// <summary>Names of targets; empty: where <c>routes</c> say.</summary>
    public ImmutableArray<string> To { get; init; } = [];

    /// <summary>
    /// How long it waits before its first notification; null: not at all (an alert that some rule inhibits: 1 s). One that ends meanwhile
    /// notifies nobody.
    /// </summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>What ends it by itself, counted from its last refresh. Default 7 days.</summary>
    public TimeSpan Expires { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Any of these ends every open alert of this rule and action on that VM (of a fleet rule: of its scope) for which it holds.</summary>
    public ImmutableArray<Resolver> ResolvedBy { get; init; } = [];
}

/// <summary>An entry of <c>resolved_by</c>.</summary>
public abstract record Resolver;

/// <summary>An event. Its <c>if</c> may name <c>first</c>: the opening event of the alert in question.</summary>
/// <param name="Clause">Which events.</param>
public sealed record EventResolver(Clause Clause) : Resolver;

/// <summary>Observed state. Only answers to questions asked after the alert's last refresh count.</summary>
/// <param name="State">A bool over <c>vm</c>, <c>host</c>, <c>rule</c> and lists.</param>
/// <param name="For">How long it must hold; zero: at once.</param>
public sealed record StateResolver(CelProgram State, TimeSpan For) : Resolver;
