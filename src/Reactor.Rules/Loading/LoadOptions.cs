namespace Reactor.Rules.Loading;

/// <summary>What the program tells the loader about its surroundings.</summary>
/// <param name="NodeName">The node's name where the configuration gives none: the machine's.</param>
public sealed record LoadOptions(string NodeName = "localhost");
