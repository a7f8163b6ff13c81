using System.Text.Json;
using Reactor.Reactions.Json;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Partitions;

/// <summary>
/// The payload of a logged input: the engine's own form of it (<see cref="EngineInputJson"/>). The first release wrote events alone, as
/// <c>{"v":1,"vm":{...},"event":{...}}</c>: those are still read.
/// </summary>
public static class InputPayload
{
    /// <summary>The word for what an input is: <see cref="Commits.InputRow.Kind"/>.</summary>
    /// <param name="input">The input.</param>
    public static string KindOf(EngineInput input) => input switch
    {
        SeenEvent => "event",
        TimePassed => "tick",
        StateObserved => "state",
        LinkChanged => "link",
        OwnCommand => "own-command",
        FleetHit => "fleet-hit",
        _ => throw new ArgumentException($"Nothing logs a {input?.GetType().Name}.", nameof(input)),
    };

    /// <summary>Writes an input.</summary>
    /// <param name="input">The input.</param>
    public static ReadOnlyMemory<byte> Write(EngineInput input) => EngineInputJson.Write(input);

    /// <summary>Reads what <see cref="Write"/> wrote, in this release or an earlier one.</summary>
    /// <param name="payload">The bytes.</param>
    /// <exception cref="InvalidDataException">It is of a newer version, or damaged.</exception>
    public static EngineInput Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return ReadFirst(payload) ?? EngineInputJson.Read(payload);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException(
                $"A logged input can't be read: {e.Message}. Run the version of Reactor that wrote it, or a newer one; where it is damaged, restore the store from a backup.", e);
        }
    }

    private static SeenEvent? ReadFirst(ReadOnlyMemory<byte> payload)
    {
        using var document = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = JsonCopy.MaxDepth + 64 });
        return document.RootElement.TryGetProperty("v"u8, out var version) && version.GetInt32() == 1 ? SeenEventJson.Read(document.RootElement) : null;
    }
}
