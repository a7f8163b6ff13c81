using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reactor.Reactions.Simulation.Testing;

/// <summary>Whether what came has what is expected: maps may have more members, lists not more items, scalars are equal.</summary>
internal static class JsonSubset
{
    /// <summary>Compares; numbers by value, and text with a number or a truth value by its text (a label is text, whatever it looks like).</summary>
    public static bool Fits(JsonNode? expected, JsonNode? actual) => Differences(expected, actual, "").FirstOrDefault() is null;

    /// <summary>What differs, for people, each with its path: <c>labels.host: expected h1, got h2</c>.</summary>
    public static IEnumerable<string> Differences(JsonNode? expected, JsonNode? actual, string path)
    {
        switch (expected, actual)
        {
            case (JsonObject wanted, JsonObject got):
                return wanted.SelectMany(m => got.TryGetPropertyValue(m.Key, out var value)
                    ? Differences(m.Value, value, Join(path, m.Key))
                    : [$"{Join(path, m.Key)}: expected {Text(m.Value)}, there is none"]);
            case (JsonArray wanted, JsonArray got) when wanted.Count == got.Count:
                return wanted.SelectMany((item, i) => Differences(item, got[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]")));
            case (JsonArray, JsonArray) or (JsonObject, _) or (_, JsonObject) or (JsonArray, _) or (_, JsonArray):
                return [$"{path}: expected {Text(expected)}, got {Text(actual)}"];
            default:
                return AreEqual(expected, actual) ? [] : [$"{path}: expected {Text(expected)}, got {Text(actual)}"];
        }
    }

    private static bool AreEqual(JsonNode? a, JsonNode? b)
    {
        if (a is null || b is null)
        {
            return a is null && b is null;
        }

        if (a.GetValueKind() == JsonValueKind.Number && b.GetValueKind() == JsonValueKind.Number)
        {
            return a.ToJsonString() == b.ToJsonString() || (a.AsValue().TryGetValue(out double x) && b.AsValue().TryGetValue(out double y) && x == y && !AreWhole(a, b));
        }

        return a.ToString() == b.ToString();
    }

    // Whole numbers are compared by their digits: no QMP number passes through a double.
    private static bool AreWhole(JsonNode a, JsonNode b) => !a.ToJsonString().AsSpan().ContainsAny('.', 'e', 'E') && !b.ToJsonString().AsSpan().ContainsAny('.', 'e', 'E');

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Text(JsonNode? node) => ShownJson.Of(node);
}
