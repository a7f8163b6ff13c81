using System.Collections.Immutable;
using Reactor.Qmp;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.Checks;
using Reactor.Rules.Model;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Looks up the events that clauses name.</summary>
internal sealed class EventNames(CheckedQemu qemu, DiagnosticBag diagnostics)
{
    /// <summary>The events. Unknown names, patterns that match nothing, and events that nobody sends any more are reported.</summary>
    /// <param name="names">As written.</param>
    /// <param name="isUnchecked">Whether the rule may name events that the catalogue doesn't know.</param>
    public EventSet Resolve(ImmutableArray<Placed<string>> names, bool isUnchecked)
    {
        var patterns = ImmutableArray.CreateBuilder<EventPattern>();
        var events = new Dictionary<string, EventSchema>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        bool known = !isUnchecked;
        foreach (var (name, place) in names)
        {
            var pattern = new EventPattern(name);
            if (!seen.Add(name))
                diagnostics.Error(place, DiagnosticCodes.DuplicateName, $"event {Shown.Word(name)} stands here twice");
            var matches = pattern.IsGlob ? qemu.Events.MatchGlob(name) : qemu.Events.TryGet(name, out var schema) ? [schema] : [];

            // Where a name is unknown, so are its members: what the known ones lack is not reported on top.
            known &= pattern.IsGlob || matches.Count > 0;
            if (matches.Count == 0)
                ReportUnknown(pattern, place, isUnchecked);
            else if (!pattern.IsGlob)
                ReportAge(matches[0], place);
            patterns.Add(pattern);
            foreach (var match in matches)
                events.TryAdd(match.Name, match);
        }

        return new(patterns.ToImmutable(), [.. events.Values], known);
    }

    private void ReportUnknown(EventPattern pattern, Place place, bool isUnchecked)
    {
        bool plausible = pattern.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '*' or '?');
        if (isUnchecked && plausible)
            return;
        var (message, advice) = Missing(pattern);
        diagnostics.Error(place, DiagnosticCodes.UnknownEvent, message, advice);
    }

    private (string Message, string? Advice) Missing(EventPattern pattern)
    {
        if (pattern.IsGlob && EventCatalogue.Default.MatchGlob(pattern.Text) is { Count: > 0 } others)
            return ($"no event of {qemu.OfVm} matches {Shown.Word(pattern.Text)}", $"other QEMUs have {string.Join(", ", others.Take(5).Select(e => e.Name))}");
        if (EventCatalogue.Default.TryGet(pattern.Text, out var elsewhere))
            return ($"{elsewhere.Name} is not in {qemu.OfVm}", qemu.WhyNot(elsewhere.Since, elsewhere.Removed?.In, elsewhere.Removed?.ReplacedBy, elsewhere.Condition));
        return (
            pattern.IsGlob ? $"no event matches {Shown.Word(pattern.Text)}" : $"unknown event {Shown.Word(pattern.Text)}",
            EventWords.Advice(pattern.Text, qemu.Events));
    }

    private void ReportAge(EventSchema schema, Place place)
    {
        if (qemu.IsOneVm || qemu.Min is not { } min)
            return;
        if (schema.Removed is { } removal && Version.TryParse(removal.In, out var removed) && removed <= min)
        {
            diagnostics.Warn(
                place,
                DiagnosticCodes.NotSent,
                $"QEMU doesn't send {schema.Name} any more since {removal.In}, and qemu_min is {min}",
                removal.ReplacedBy is { } other ? $"write {other}" : null);
        }
        else if (qemu.MayPrecede(schema.Since))
        {
            diagnostics.Warn(place, DiagnosticCodes.NotSent, $"QEMU sends {schema.Name} since {schema.Since}, and qemu_min is {min}", "of older VMs this is never heard; if there are none, raise qemu_min");
        }
    }
}
