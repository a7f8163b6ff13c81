using System.Collections.Frozen;
using System.Collections.ObjectModel;
using System.Text.Json;

namespace Reactor.Qmp;

/// <summary>Reads the embedded catalogue. It is part of the build: whatever is wrong with it is a defect, so it throws.</summary>
internal static class CommandCatalogueReader
{
    private const string Resource = "Reactor.Qmp.commands.json";

    public static CommandCatalogue ReadEmbedded()
    {
        using Stream stream = typeof(CommandCatalogue).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"embedded resource {Resource} is missing");
        using var document = JsonDocument.Parse(stream);
        JsonElement root = document.RootElement;
        var enums = root.GetProperty("enums").EnumerateArray().Select(ReadEnum).ToDictionary(e => e.Name, StringComparer.Ordinal);
        return new CommandCatalogue(Text(root, "qemu"), [.. root.GetProperty("commands").EnumerateArray().Select(c => ReadCommand(c, enums))]);
    }

    private static CommandSchema ReadCommand(JsonElement c, IReadOnlyDictionary<string, Enumeration> enums) =>
        new(Text(c, "name"), Text(c, "group"), Text(c, "since"), Enum.Parse<CommandRisk>(Text(c, "risk"), ignoreCase: true), ReadArguments(c, enums), ReadRemoval(c))
        {
            Events = Texts(c, "events").SelectMany(ReadEvents).ToFrozenSet(StringComparer.Ordinal),
            OpenEnded = Flag(c, "open"),
            Returns = OptionalText(c, "returns"),
            AllowOob = Flag(c, "allowOob"),
            Deprecated = Flag(c, "deprecated"),
            Unstable = Flag(c, "unstable"),
            Condition = OptionalText(c, "condition"),
        };

    /// <summary>An event's name, or a glob of names.</summary>
    private static IEnumerable<string> ReadEvents(string glob)
    {
        var events = EventCatalogue.Default.MatchGlob(glob);
        return events.Count > 0 ? events.Select(e => e.Name) : throw new InvalidOperationException($"{Resource} names the event {glob}, which there isn't");
    }

    private static CommandArgument[] ReadArguments(JsonElement c, IReadOnlyDictionary<string, Enumeration> enums) =>
        c.TryGetProperty("arguments", out var arguments) ? [.. arguments.EnumerateArray().Select(a => ReadArgument(a, enums))] : [];

    private static CommandArgument ReadArgument(JsonElement a, IReadOnlyDictionary<string, Enumeration> enums)
    {
        var argument = new CommandArgument(Text(a, "name"), Text(a, "type"), Flag(a, "optional"), OptionalText(a, "since")) { RemovedIn = OptionalText(a, "removedIn") };
        return enums.TryGetValue(argument.Type, out var e) ? argument with { Values = e.Values, ValueSince = e.ValueSince } : argument;
    }

    private static CommandRemoval? ReadRemoval(JsonElement c) =>
        c.TryGetProperty("removed", out var removed) ? new CommandRemoval(Text(removed, "in"), OptionalText(removed, "replacedBy")) : null;

    private static Enumeration ReadEnum(JsonElement e) =>
        new(
            Text(e, "name"),
            Texts(e, "values"),
            e.TryGetProperty("valueSince", out var since)
                ? since.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal)
                : ReadOnlyDictionary<string, string>.Empty);

    private static string Text(JsonElement e, string name) => e.GetProperty(name).GetString()!;

    private static string? OptionalText(JsonElement e, string name) => e.TryGetProperty(name, out var v) ? v.GetString() : null;

    private static string[] Texts(JsonElement e, string name) =>
        e.TryGetProperty(name, out var v) ? [.. v.EnumerateArray().Select(x => x.GetString()!)] : [];

    private static bool Flag(JsonElement e, string name) => e.TryGetProperty(name, out var v) && v.GetBoolean();

    private sealed record Enumeration(string Name, IReadOnlyList<string> Values, IReadOnlyDictionary<string, string> ValueSince);
}
