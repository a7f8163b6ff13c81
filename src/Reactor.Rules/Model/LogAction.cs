using Reactor.Rules.Templates;

namespace Reactor.Rules.Model;

/// <summary>Writes a line to the daemon's log.</summary>
public sealed record LogAction : RuleAction
{
    /// <inheritdoc/>
    public override string Kind => "log";

    /// <summary>The line.</summary>
    public required TextTemplate Message { get; init; }
}
