using Reactor.Qmp;

namespace Reactor.Rules.Loading;

/// <summary>What the program tells the loader about its surroundings.</summary>
/// <param name="NodeName">The node's name where the configuration gives none: the machine's.</param>
public sealed record LoadOptions(string NodeName = "localhost")
{
    /// <summary>The events that rules are checked against. Default: those of the QEMU that the catalogue was made from.</summary>
    public EventCatalogue Events { get; init; } = EventCatalogue.Default;

    /// <summary>The commands that rules are checked against; null: they are not checked.</summary>
    internal IKnownCommands? Commands { get; init; }
}
