using System.Collections.Immutable;

namespace Reactor.Reactions.Commits;

/// <summary>An alert that ended before its group told of it. Its partition has closed its row, and says there that the group's targets were told.</summary>
/// <param name="Uid">Its name.</param>
/// <param name="Told">Targets that were told all the same, each alone.</param>
public sealed record UntoldAlert(string Uid, ImmutableArray<string> Told);
