using System.Text.Json.Nodes;
using Reactor.Cel;
using Reactor.Output;

namespace Reactor.Trying;

/// <summary>How an expression came out, as lines for people and as JSON for programs.</summary>
internal static class Explanations
{
    /// <summary>A line for each part with what it read: <c>data.action == "pause"   false   data.action = "run"</c>.</summary>
    public static IEnumerable<string> Lines(CelExplanation explanation)
    {
        foreach (var part in explanation.Parts)
        {
            // A bare name reads what it is: said once is enough.
            var reads = part.Reads.Where(r => r.Path != part.Text).Select(r => $"{Printable.Of(r.Path)} = {ValueText.Of(r.Value)}").ToList();
            yield return $"{Printable.Of(part.Text)}   {ValueText.Of(part.Value)}{(reads.Count > 0 ? $"   {string.Join(", ", reads)}" : "")}";
        }
        if (explanation.HasMore)
        {
            yield return "... (more than are shown)";
        }
    }

    public static JsonObject Json(CelExplanation explanation)
    {
        var parts = new JsonArray();
        foreach (var part in explanation.Parts)
        {
            var reads = new JsonObject();
            foreach (var read in part.Reads)
            {
                reads[read.Path] = Value(read.Value);
            }
            parts.Add(new JsonObject { ["text"] = part.Text, ["value"] = Value(part.Value), ["reads"] = reads });
        }
        return new JsonObject { ["value"] = Value(explanation.Value), ["parts"] = parts };
    }

    private static JsonNode? Value(in CelValue value) => value.IsError ? new JsonObject { ["error"] = value.AsError.Message } : ValueText.Json(value);
}
