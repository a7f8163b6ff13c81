using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reactor.Reactions.Recovery;

/// <summary>
/// What the guest last answered of each slot for memory and processors (<c>_OST</c>). A slot that never answered is left out, unless a device is in
/// it: after an ejection QEMU names none any more.
/// </summary>
internal sealed class SlotAspect : Aspect
{
    private const string Told = "ACPI_DEVICE_OST";

    public override string Name => "slots";

    public override ImmutableArray<string> Commands { get; } = ["query-acpi-ospm-status"];

    public override ImmutableArray<string> Events { get; } = [Told];

    public override bool ErrorMeansNone => true;

    public override ImmutableSortedDictionary<string, string> Read(
        JsonElement answer, ImmutableSortedDictionary<string, string> before, ImmutableSortedDictionary<string, string> beforeGap)
    {
        var slots = None.ToBuilder();
        foreach (var slot in Elements(answer))
        {
            Put(slots, slot, before);
        }

        return slots.ToImmutable();
    }

    public override ImmutableSortedDictionary<string, string> After(ImmutableSortedDictionary<string, string> before, string name, JsonElement data)
    {
        if (name != Told)
        {
            return before;
        }

        var slots = before.ToBuilder();
        Put(slots, Member(data, "info"), before);
        return slots.ToImmutable();
    }

    public override IEnumerable<(string Name, JsonObject Data, string Before)> Between(
        ImmutableSortedDictionary<string, string> before, ImmutableSortedDictionary<string, string> after)
    {
        foreach (var (key, entry) in after)
        {
            var (now, was) = (Parse(entry), before.GetValueOrDefault(key, ""));
            if (IsAnswered(now) && AnswerOf(now) != (was.Length > 0 ? AnswerOf(Parse(was)) : default))
            {
                yield return (Told, new JsonObject { ["info"] = now }, was);
            }
        }
    }

    public override IEnumerable<string> Levels(ImmutableSortedDictionary<string, string> entries) =>
        from entry in entries
        let slot = Parse(entry.Value)
        where IsAnswered(slot)
        let answer = AnswerOf(slot)
        select $"{entry.Key}={answer.Source} {answer.Status}";

    private static void Put(ImmutableSortedDictionary<string, string>.Builder slots, JsonElement slot, ImmutableSortedDictionary<string, string> before)
    {
        if (Text(slot, "slot") is not { } number || Text(slot, "slot-type") is not { } type)
        {
            return;
        }

        var key = $"{type}/{number}";
        var entry = Pick(slot, "device", "slot", "slot-type", "source", "status");
        if (entry["device"] is null && before.GetValueOrDefault(key) is { } known && Parse(known)["device"] is { } device)
        {
            entry["device"] = device.DeepClone();
        }

        if (entry["device"] is not null || IsAnswered(entry))
        {
            slots[key] = Pick(JsonSerializer.SerializeToElement(entry), "device", "slot", "slot-type", "source", "status").ToJsonString();
        }
    }

    private static bool IsAnswered(JsonObject entry) => AnswerOf(entry) is not ("0", "0");

    private static (string? Source, string? Status) AnswerOf(JsonObject entry) => (entry["source"]?.ToJsonString(), entry["status"]?.ToJsonString());
}
