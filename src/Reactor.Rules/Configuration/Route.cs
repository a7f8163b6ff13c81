using System.Collections.Immutable;
using Reactor.Cel;

namespace Reactor.Rules.Configuration;

/// <summary>Where alerts go that name no target themselves: one entry of <c>routes</c>.</summary>
/// <param name="If">Must be true; null for every alert. A failing one counts as false.</param>
/// <param name="To">Names of targets, at least one, each once.</param>
public sealed record Route(CelProgram? If, ImmutableArray<string> To);
