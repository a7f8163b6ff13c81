using System.Collections.Immutable;

namespace Reactor.Rules.Configuration;

/// <summary>The machine that Reactor runs on: the host of every VM that names no other.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Labels">Its labels; <c>host.labels</c> in expressions.</param>
public sealed record NodeConfiguration(string Name, ImmutableSortedDictionary<string, string> Labels);
