using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>Readings of what becomes a template: the scalar or node itself, so that a fault in it finds its place in the file.</summary>
internal static class TextReadings
{
    /// <summary>A text that may have <c>{{ }}</c>.</summary>
    public static Reading<YScalar> Text { get; } = new NodeReading<YScalar>("a text")
    {
        Form = ScalarForm.Any with { Definition = "template", Summary = "A text with {{ expression }}" },
    };

    /// <summary>A map, a list or a text, with <c>{{ }}</c> in its leaves.</summary>
    public static Reading<YNode> Body { get; } = new NodeReading<YNode>("a map, a list or a text");
}
