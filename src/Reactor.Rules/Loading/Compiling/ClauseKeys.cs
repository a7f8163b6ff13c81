using System.Collections.Immutable;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.RuleFiles;
using Reactor.Rules.Model;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Makes the keys of a pattern's clauses one key: of as many parts, of the same names, in the order of the first clause's.</summary>
internal sealed class ClauseKeys(DiagnosticBag diagnostics)
{
    private BySyntax? _firstBy;
    private ImmutableArray<KeyPart> _first;

    /// <summary>A clause's parts as they go together with those of the first clause; reports where they can't.</summary>
    /// <param name="place">The clause.</param>
    /// <param name="by">Its <c>by</c>, its own or the default; null for none.</param>
    /// <param name="parts">Its parts.</param>
    public ImmutableArray<KeyPart> Fit(Place place, BySyntax? by, ImmutableArray<KeyPart> parts)
    {
        if (_first.IsDefault)
        {
            (_firstBy, _first) = (by, parts);
            return parts;
        }

        int here = by?.Entries.Length ?? 0, there = _firstBy?.Entries.Length ?? 0;
        string[] names = Names(by), firstNames = Names(_firstBy);
        if (here != there)
        {
            Report(by?.Place ?? place, $"this clause's key has {Count(here)} and the first clause's {Count(there)}: they would never be equal", "give each clause a `by` of as many parts");
            return parts;
        }

        if (names.Length != firstNames.Length || names.Except(firstNames).Any())
        {
            string wanted = firstNames.Length == 0 ? "a list, as the first clause's" : $"a map of the names {string.Join(", ", firstNames)}, as the first clause's";
            Report(by?.Place ?? place, $"this clause's key must be {wanted}", null);
            return parts;
        }

        // Faulty entries were left out, and reported.
        if (parts.Length != _first.Length)
            return parts;
        return names.Length > 0
            ? [.. _first.Select(f => parts.First(p => p.Name == f.Name))]
            : [.. parts.Select((p, i) => p with { Name = _first[i].Name })];
    }

    private void Report(Place place, string message, string? advice) => diagnostics.Error(place, DiagnosticCodes.KeysDiffer, message, advice);

    private static string[] Names(BySyntax? by) => [.. by?.Entries.Where(e => e.Name is not null).Select(e => e.Name!.Value) ?? []];

    private static string Count(int parts) => parts switch
    {
        0 => "no parts",
        1 => "1 part",
        _ => $"{parts} parts",
    };
}
