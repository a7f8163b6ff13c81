using System.Text.Json.Nodes;

namespace Reactor.Reactions.Simulation;

/// <summary>What a row of a record table holds after an update: fields that the update doesn't have stay.</summary>
internal static class MergedFields
{
    public static string Of(string before, string update)
    {
        var fields = JsonNode.Parse(before)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(update)!.AsObject())
        {
            fields[name] = value?.DeepClone();
        }

        return fields.ToJsonString();
    }
}
