using Reactor.Rules.Templates;

namespace Reactor.Rules.Model;

/// <summary>One durable delivery to a named target.</summary>
public sealed record SendAction : RuleAction
{
    /// <inheritdoc/>
    public override string Kind => "send";

    /// <summary>Name of the target.</summary>
    public required string To { get; init; }

    /// <summary>The body; null: the standard payload.</summary>
    public BodyTemplate? Body { get; init; }
}
