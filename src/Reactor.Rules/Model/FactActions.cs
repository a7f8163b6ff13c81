using Reactor.Rules.Templates;

namespace Reactor.Rules.Model;

/// <summary>Sets a label of the moment on the VM: <c>vm.facts</c> from the next event on. Not in fleet rules.</summary>
public sealed record SetFactAction : RuleAction
{
    /// <inheritdoc/>
    public override string Kind => "set_fact";

    /// <summary>The fact's name.</summary>
    public required string Fact { get; init; }

    /// <summary>Its value, as text.</summary>
    public required TextTemplate Value { get; init; }

    /// <summary>How long it stays; null: until cleared.</summary>
    public TimeSpan? For { get; init; }
}

/// <summary>Removes a label of the moment from the VM. Not in fleet rules.</summary>
public sealed record ClearFactAction : RuleAction
{
    /// <inheritdoc/>
    public override string Kind => "clear_fact";

    /// <summary>The fact's name.</summary>
    public required string Fact { get; init; }
}
