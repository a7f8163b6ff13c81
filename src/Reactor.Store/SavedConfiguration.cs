using System.Collections.Immutable;

namespace Reactor.Store;

/// <summary>A configuration that was found good, as it was read: what a start falls back to when the files are bad.</summary>
/// <param name="Fingerprint">Hash of all of its texts.</param>
/// <param name="At">When it was taken up. Engine time.</param>
/// <param name="Main">Path of the main file.</param>
/// <param name="Files">The texts of all files, by path.</param>
/// <param name="Patterns">For each pattern that names files, the paths that it named.</param>
public sealed record SavedConfiguration(
    string Fingerprint,
    DateTimeOffset At,
    string Main,
    ImmutableSortedDictionary<string, string> Files,
    ImmutableSortedDictionary<string, ImmutableArray<string>> Patterns);
