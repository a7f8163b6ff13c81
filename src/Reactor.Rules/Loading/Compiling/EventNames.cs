using System.Collections.Immutable;
using Reactor.Qmp;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Model;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Looks up the events that a clause names.</summary>
internal static class EventNames
{
    /// <summary>The patterns, and all events of the catalogue that they mean. Unknown names, and patterns that match nothing, are reported.</summary>
    public static (ImmutableArray<EventPattern> Patterns, IReadOnlyCollection<EventSchema> Events) Resolve(
        ImmutableArray<Placed<string>> names, DiagnosticBag diagnostics)
    {
        var catalogue = EventCatalogue.Default;
        var patterns = ImmutableArray.CreateBuilder<EventPattern>();
        var events = new Dictionary<string, EventSchema>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, place) in names)
        {
            var pattern = new EventPattern(name);
            if (!seen.Add(name))
                diagnostics.Error(place, DiagnosticCodes.DuplicateName, $"event {Shown.Word(name)} stands here twice");
            var matches = pattern.IsGlob ? catalogue.MatchGlob(name) : catalogue.TryGet(name, out var schema) ? [schema] : [];
            if (matches.Count == 0)
                ReportUnknown(pattern, place, diagnostics);
            patterns.Add(pattern);
            foreach (var match in matches)
                events.TryAdd(match.Name, match);
        }

        return (patterns.ToImmutable(), events.Values);
    }

    private static void ReportUnknown(EventPattern pattern, Yaml.Place place, DiagnosticBag diagnostics)
    {
        diagnostics.Error(
            place,
            DiagnosticCodes.UnknownEvent,
            pattern.IsGlob ? $"no event matches {Shown.Word(pattern.Text)}" : $"unknown event {Shown.Word(pattern.Text)}",
            EventWords.Advice(pattern.Text.Replace("*", "", StringComparison.Ordinal)));
    }
}
