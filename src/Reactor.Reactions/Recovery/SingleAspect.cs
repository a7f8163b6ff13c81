using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reactor.Reactions.Recovery;

/// <summary>An aspect of one value.</summary>
internal abstract class SingleAspect : Aspect
{
    private const string Key = "";

    /// <inheritdoc/>
    public override ImmutableSortedDictionary<string, string> Read(
        JsonElement answer, ImmutableSortedDictionary<string, string> before, ImmutableSortedDictionary<string, string> beforeGap) => Of(Value(answer));

    /// <inheritdoc/>
    public override ImmutableSortedDictionary<string, string> After(ImmutableSortedDictionary<string, string> before, string name, JsonElement data) =>
        TextAfter(name, data) is not { } text || (before.TryGetValue(Key, out var was) && was == text) ? before : None.Add(Key, text);

    /// <inheritdoc/>
    public override IEnumerable<(string Name, JsonObject Data, string Before)> Between(
        ImmutableSortedDictionary<string, string> before, ImmutableSortedDictionary<string, string> after)
    {
        var was = before.GetValueOrDefault(Key, "");
        if (after.GetValueOrDefault(Key) is { } now && now != was && Told(JsonNode.Parse(now)!) is { } told)
        {
            yield return (told.Name, told.Data, was);
        }
    }

    /// <summary>One value, or none.</summary>
    protected static ImmutableSortedDictionary<string, string> Of(JsonNode? value) => value is null ? None : None.Add(Key, value.ToJsonString());

    /// <summary>The value in the query's answer.</summary>
    protected abstract JsonNode? Value(JsonElement answer);

    /// <summary>The value that an event tells; null where it tells none.</summary>
    protected abstract JsonNode? ValueAfter(string name, JsonElement data);

    /// <summary>Its text.</summary>
    protected virtual string? TextAfter(string name, JsonElement data) => ValueAfter(name, data)?.ToJsonString();

    /// <summary>The event that tells a value; null where none does.</summary>
    protected abstract (string Name, JsonObject Data)? Told(JsonNode value);
}

/// <summary>The guest's memory under its balloon.</summary>
internal sealed class BalloonAspect : SingleAspect
{
    public override string Name => "balloon";

    public override ImmutableArray<string> Commands { get; } = ["query-balloon"];

    public override ImmutableArray<string> Events { get; } = ["BALLOON_CHANGE"];

    public override ImmutableSortedDictionary<string, string>? Fresh => null;

    public override bool ErrorMeansNone => true;

    protected override JsonNode? Value(JsonElement answer) => Pick(answer, "actual")["actual"]?.DeepClone();

    protected override JsonNode? ValueAfter(string name, JsonElement data) => name == "BALLOON_CHANGE" ? Value(data) : null;

    // A busy guest says it every second, and thousands do: as it is written, without a tree of it.
    protected override string? TextAfter(string name, JsonElement data) =>
        name == "BALLOON_CHANGE" && Member(data, "actual") is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : base.TextAfter(name, data);

    protected override (string Name, JsonObject Data)? Told(JsonNode value) => ("BALLOON_CHANGE", new JsonObject { ["actual"] = value });
}

/// <summary>The migration.</summary>
internal sealed class MigrationAspect : SingleAspect
{
    private const string Idle = "none";

    public override string Name => "migration";

    public override ImmutableArray<string> Commands { get; } = ["query-migrate"];

    public override ImmutableArray<string> Events { get; } = ["MIGRATION"];

    public override ImmutableSortedDictionary<string, string>? Fresh => Of(Idle);

    protected override JsonNode? Value(JsonElement answer) => Text(answer, "status") ?? Idle;

    protected override JsonNode? ValueAfter(string name, JsonElement data) => name == "MIGRATION" && Text(data, "status") is { } status ? (JsonNode)status : null;

    protected override (string Name, JsonObject Data)? Told(JsonNode value) =>
        value.GetValue<string>() == Idle ? null : ("MIGRATION", new JsonObject { ["status"] = value });
}

/// <summary>The last dump of the guest's memory.</summary>
internal sealed class DumpAspect : SingleAspect
{
    public override string Name => "dump";

    public override ImmutableArray<string> Commands { get; } = ["query-dump"];

    public override ImmutableArray<string> Events { get; } = ["DUMP_COMPLETED"];

    public override ImmutableSortedDictionary<string, string>? Fresh => Of(new JsonObject { ["status"] = "none" });

    // Of a dump under way the size grows: that is no change.
    protected override JsonNode? Value(JsonElement answer) =>
        Text(answer, "status") switch
        {
            null => null,
            "completed" or "failed" => Pick(answer, "completed", "status", "total"),
            _ => Pick(answer, "status"),
        };

    protected override JsonNode? ValueAfter(string name, JsonElement data) => name == "DUMP_COMPLETED" ? Value(Member(data, "result")) : null;

    protected override (string Name, JsonObject Data)? Told(JsonNode value) =>
        value["status"]?.GetValue<string>() is "completed" or "failed" ? ("DUMP_COMPLETED", new JsonObject { ["result"] = value }) : null;
}
