using System.Collections.Immutable;
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

    /// <summary>Any of these events ends every open alert of this rule and action on that VM.</summary>
    public ImmutableArray<Clause> ResolvedBy { get; init; } = [];
}
