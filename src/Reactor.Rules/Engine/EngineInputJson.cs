using System.Text.Json;
using Reactor.Qmp;
using Reactor.Rules.Engine.Snapshots;

namespace Reactor.Rules.Engine;

/// <summary>The stored form of what an engine takes in: versioned UTF-8 JSON, <c>{"version":1,"kind":...}</c>. Equal inputs give equal bytes.</summary>
public static class EngineInputJson
{
    /// <summary>The version that is written; every one up to it is read.</summary>
    public const int Version = 1;

    /// <summary>Writes an input.</summary>
    /// <param name="input">The input.</param>
    public static ReadOnlyMemory<byte> Write(EngineInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return ShortJson.ToBytes(input, static (writer, input) =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("version"u8, Version);
            Write(writer, input);
            writer.WriteEndObject();
        });
    }

    /// <summary>Reads what <see cref="Write(EngineInput)"/> wrote.</summary>
    /// <param name="json">The bytes; nothing keeps them.</param>
    /// <exception cref="FormatException">It is damaged, or of a version that isn't known.</exception>
    public static EngineInput Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, StoredJson.Options);
            var root = document.RootElement;
            var version = root.GetProperty("version"u8).GetInt32();
            return version is >= 1 and <= Version
                ? Read(root)
                : throw new FormatException($"the input is of version {version}, and this release reads up to {Version}");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"the input is damaged: {e.Message}", e);
        }
    }

    private static void Write(Utf8JsonWriter writer, EngineInput input)
    {
        switch (input)
        {
            case SeenEvent seen:
                writer.WriteString("kind"u8, "event"u8);
                SeenEventJson.Write(writer, "seen", seen);
                break;
            case TimePassed time:
                writer.WriteString("kind"u8, "time"u8);
                writer.WriteString("at"u8, time.Now);
                if (time.Before is { } before)
                    writer.WriteString("before"u8, before);
                break;
            case StateObserved observed:
                writer.WriteString("kind"u8, "state"u8);
                writer.WriteString("id"u8, observed.Id);
                writer.WriteString("asked_at"u8, observed.AskedAt);
                writer.WriteString("at"u8, observed.Now);
                SeenEventJson.WriteVm(writer, "vm", observed.Vm);
                break;
            case LinkChanged link:
                writer.WriteString("kind"u8, "link"u8);
                writer.WriteString("id"u8, link.Id);
                writer.WriteString("link"u8, WordOf(link.State));
                writer.WriteString("at"u8, link.Now);
                SeenEventJson.WriteVm(writer, "vm", link.Vm);
                break;
            case OwnCommand command:
                writer.WriteString("kind"u8, "own-command"u8);
                writer.WriteString("rule"u8, command.Rule);
                writer.WriteString("vm"u8, command.VmId);
                writer.WriteString("command"u8, command.Command);
                writer.WriteBoolean("returned"u8, command.HasReturned);
                writer.WriteString("at"u8, command.Now);
                break;
            case FleetHit hit:
                writer.WriteString("kind"u8, "fleet-hit"u8);
                Write(writer, hit);
                break;
            default: throw new ArgumentException($"Nothing stores a {input.GetType().Name}.", nameof(input));
        }
    }

    private static void Write(Utf8JsonWriter writer, FleetHit hit)
    {
        writer.WriteString("rule"u8, hit.Rule);
        writer.WriteString("fingerprint"u8, hit.Fingerprint);
        writer.WriteKey(hit.Key);
        writer.WriteNumber("clauses"u8, hit.Clauses);
        writer.WriteNumber("resolvers"u8, hit.Resolvers);
        if (hit.Distinct is not null)
            writer.WriteString("distinct"u8, hit.Distinct);
        SeenEventJson.Write(writer, "seen", hit.Seen);
        writer.WriteString("at"u8, hit.Now);
    }

    private static EngineInput Read(JsonElement root) => root.Text("kind") switch
    {
        "event" => SeenEventJson.Read(root.GetProperty("seen"u8)),
        "time" => new TimePassed(At(root), root.TryGetProperty("before"u8, out var before) ? before.GetDateTimeOffset() : null),
        "state" => new StateObserved(SeenEventJson.ReadVm(root.GetProperty("vm"u8)), root.Text("id"), root.GetProperty("asked_at"u8).GetDateTimeOffset(), At(root)),
        "link" => new LinkChanged(SeenEventJson.ReadVm(root.GetProperty("vm"u8)), LinkOf(root.Text("link")), root.Text("id"), At(root)),
        "own-command" => new OwnCommand(root.Text("rule"), root.Text("vm"), root.Text("command"), root.GetProperty("returned"u8).GetBoolean(), At(root)),
        "fleet-hit" => new FleetHit(
            root.Text("rule"),
            root.Text("fingerprint"),
            root.OptionalKey(),
            root.GetProperty("clauses"u8).GetUInt64(),
            root.GetProperty("resolvers"u8).GetUInt64(),
            root.TryGetProperty("distinct"u8, out var distinct) ? distinct.GetString() : null,
            SeenEventJson.Read(root.GetProperty("seen"u8)),
            At(root)),
        var other => throw new FormatException($"`{other}` is no kind of input"),
    };

    private static DateTimeOffset At(JsonElement root) => root.GetProperty("at"u8).GetDateTimeOffset();

    private static string WordOf(LinkState state) => state switch
    {
        LinkState.Lost => "lost",
        LinkState.Restored => "restored",
        LinkState.Missed => "missed",
        LinkState.Ended => "ended",
        LinkState.Removed => "removed",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    private static LinkState LinkOf(string word) => word switch
    {
        "lost" => LinkState.Lost,
        "restored" => LinkState.Restored,
        "missed" => LinkState.Missed,
        "ended" => LinkState.Ended,
        "removed" => LinkState.Removed,
        _ => throw new FormatException($"`{word}` is no state of a connection"),
    };
}
