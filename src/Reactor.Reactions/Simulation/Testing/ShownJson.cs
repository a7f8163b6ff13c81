using System.Text.Json;
using System.Text.Json.Nodes;
using Reactor.Reactions.Text;
using Reactor.Rules.Templates;

namespace Reactor.Reactions.Simulation.Testing;

/// <summary>JSON on one line for people, cut where it is long, nothing in it that steers a terminal.</summary>
internal static class ShownJson
{
    private const int Most = 400;

    private static readonly JsonSerializerOptions s_options = new() { Encoder = JsonLeaf.WriterOptions.Encoder, MaxDepth = 256 };

    public static string Of(JsonNode? node)
    {
        var text = Rules.Diagnostics.Shown.Escape(node?.ToJsonString(s_options) ?? "null");
        return text.Length <= Most ? text : $"{BoundedText.Cut(text, Most)}...";
    }
}
