using System.Text.Json.Nodes;

namespace Reactor.Tests.Packaging;

/// <summary>The dashboard that is shipped for Grafana.</summary>
internal static class GrafanaDashboard
{
    /// <summary>All of it.</summary>
    public static JsonObject Whole { get; } = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "packaging/grafana/reactor.json")))!.AsObject();

    /// <summary>Its panels.</summary>
    public static IReadOnlyList<JsonObject> Panels { get; } = [.. Whole["panels"]!.AsArray().Select(panel => panel!.AsObject())];

    /// <summary>What a panel asks Prometheus.</summary>
    public static IEnumerable<JsonObject> Targets(JsonObject panel) => panel["targets"]!.AsArray().Select(target => target!.AsObject());
}
