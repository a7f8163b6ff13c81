using System.Text.Json;
using Reactor.Rules.Engine;

namespace Reactor.Rules.NRules.Code;

/// <summary>An event that is held: a fact from when it came until it is over.</summary>
public sealed class QmpEvent
{
    private JsonElement? _data;

    internal QmpEvent(SeenEvent seen)
    {
        Seen = seen;
        Vm = new VmState(seen.Vm);
    }

    /// <summary>Unique for ever.</summary>
    public string Id => Seen.Event.Id;

    /// <summary>Its QMP name.</summary>
    public string Name => Seen.Event.Name;

    /// <summary>When Reactor received it.</summary>
    public DateTimeOffset At => Seen.Event.At;

    /// <summary>Whether it was seen live, or found out after a gap.</summary>
    public EventOrigin Origin => Seen.Event.Origin;

    /// <summary>Its VM at that moment. Not the fact: that is the VM as it is now.</summary>
    public VmState Vm { get; }

    /// <summary>What it says, as on the wire; an empty object where that is no JSON object.</summary>
    public JsonElement Data => _data ??= Parse(Seen.Event.Data);

    internal SeenEvent Seen { get; }

    /// <summary>A member that is text; empty where there is none.</summary>
    /// <param name="member">Its name.</param>
    public string Text(string member) => Data.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>A member that is a whole number; null where there is none.</summary>
    /// <param name="member">Its name.</param>
    public long? Number(string member) =>
        Data.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    /// <summary>Whether a member is true.</summary>
    /// <param name="member">Its name.</param>
    public bool Flag(string member) => Data.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.True;

    private static JsonElement Parse(ReadOnlyMemory<byte> data)
    {
        try
        {
            using var document = JsonDocument.Parse(data, new JsonDocumentOptions { MaxDepth = SeenEventJson.MaxDataDepth });
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document.RootElement.Clone();
        }
        catch (JsonException)
        {
        }

        using var none = JsonDocument.Parse("{}"u8.ToArray());
        return none.RootElement.Clone();
    }
}
