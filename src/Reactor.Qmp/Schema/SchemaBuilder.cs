using System.Collections.Frozen;

namespace Reactor.Qmp;

/// <summary>Makes catalogues of a schema's entries and of what the default catalogues know besides.</summary>
internal static class SchemaBuilder
{
    private const string UnknownGroup = "other";

    public static QmpSchema Build(SchemaEntries entries, string? qemuVersion)
    {
        var reader = new MemberReader(entries.Types);
        string version = qemuVersion ?? "";
        var own = EventCatalogue.Default.All.Where(e => e.Own);
        return new QmpSchema(
            qemuVersion,
            new EventCatalogue(version, [.. entries.Events.Select(e => Event(e, reader)), .. own]),
            new CommandCatalogue(version, [.. entries.Commands.Select(c => Command(c, reader))]));
    }

    private static EventSchema Event(SchemaEvent e, MemberReader reader)
    {
        EventSchema? known = EventCatalogue.Default.TryGet(e.Name, out var found) ? found : null;
        var (fields, branches) = reader.Unfold(e.Data, known?.Fields ?? [], null);
        return new EventSchema(e.Name, known?.Group ?? UnknownGroup, known?.Since ?? "", [.. fields, .. AnyOf(fields, branches)], known?.RateLimit, known?.Removed)
        {
            Unstable = e.Unstable,
            DataType = known?.DataType,
            Condition = known?.Condition,
        };
    }

    /// <summary>No event's data is a union itself so far. Should one be, its branches' members are those that may be absent.</summary>
    private static IEnumerable<EventField> AnyOf(IReadOnlyList<EventField> common, EventBranches? branches) =>
        (branches?.Variants.Values ?? []).SelectMany(v => v).ExceptBy(common.Select(c => c.Name), f => f.Name).Select(f => f with { Optional = true });

    private static CommandSchema Command(SchemaCommand c, MemberReader reader)
    {
        CommandSchema? known = CommandCatalogue.Default.TryGet(c.Name, out var found) ? found : null;
        var (arguments, branches) = reader.Arguments(c.Arguments, known);
        return new CommandSchema(c.Name, known?.Group ?? UnknownGroup, known?.Since ?? "", known?.Risk ?? CommandRisk.Destructive, arguments, known?.Removed)
        {
            Events = known?.Events ?? FrozenSet<string>.Empty,
            Branches = branches,
            // QEMU's schema tells nothing of a device's properties; of other such commands it does, by branches.
            OpenEnded = branches is null && (known?.OpenEnded ?? false),
            Returns = reader.IsNothing(c.Returns) ? null : reader.Label(c.Returns, known?.Returns),
            AllowOob = c.AllowOob,
            Deprecated = c.Deprecated,
            Unstable = c.Unstable,
            Condition = known?.Condition,
        };
    }
}
