using System.Text.RegularExpressions;
using Reactor.Cel;
using Reactor.Qmp;
using Reactor.Rules.Loading.Checks;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Tells members of events that one VM's QEMU lacks and others have from misspelled ones.</summary>
/// <param name="qemu">The VM's.</param>
/// <param name="events">What expressions are compiled for.</param>
internal sealed partial class AbsentMembers(CheckedQemu qemu, EventSet events)
{
    /// <summary>What to say of a finding instead; null where it is about something else.</summary>
    public (string Message, string? Advice)? Of(CelDiagnostic finding)
    {
        if (NoField().Match(finding.Message) is not { Success: true } match)
            return null;
        var member = events.Schemas
            .SelectMany(e => EventCatalogue.Default.TryGet(e.Name, out var known) ? known.Fields : [])
            .SelectMany(All)
            .FirstOrDefault(f => f.Name == match.Groups[1].Value);
        return member is null ? null : ($"{finding.Message} in {qemu.OfVm}", qemu.WhyNot(member.Since, condition: member.Condition));
    }

    private static IEnumerable<EventField> All(EventField field) =>
        [field, .. field.Fields.Concat(field.Branches?.Variants.Values.SelectMany(v => v) ?? []).SelectMany(All)];

    [GeneratedRegex(" has no field '([^']+)'$", RegexOptions.CultureInvariant)]
    private static partial Regex NoField();
}
