using System.Numerics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Binding;

/// <summary>A key of a map of the language.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Required">Whether it must be there.</param>
/// <param name="Doc">
/// What it means, for the docs and the schema. It ends with its default: <c>; default 15s.</c> is a value as one would write it,
/// <c>; default: the rule's.</c> says it in words.
/// </param>
internal abstract partial record Key(string Name, bool Required, string Doc)
{
    /// <summary>What its value must be, for people.</summary>
    public abstract string Expected { get; }

    /// <summary>What its value looks like, where the key's own name says what it is.</summary>
    public abstract string Looks { get; }

    /// <summary>The words that its value may be, where only some are taken; else empty.</summary>
    public abstract IReadOnlyList<string> Choices { get; }

    /// <summary>What it means, without its default.</summary>
    public string Meaning => DefaultPart().Match(Doc) is { Success: true } part ? Doc[..part.Index] + (part.Index > 0 && !Doc[..part.Index].EndsWith('.') ? "." : "") : Doc;

    /// <summary>Its default, as a value or in words; null where it has none.</summary>
    public string? Default => DefaultPart().Match(Doc) is { Success: true } part ? part.Groups["text"].Value : null;

    /// <summary>Its default where that is a value.</summary>
    public JsonNode? DefaultValue => DefaultPart().Match(Doc) is { Success: true } part && !part.Groups["words"].Success ? Value(part.Groups["text"].Value) : null;

    /// <summary>The schema of its value, with what it means.</summary>
    public JsonObject Schema(SchemaDefs defs)
    {
        var schema = ValueSchema(defs);
        schema.Remove("description");
        schema.Insert(0, "description", Doc);
        if (DefaultValue is { } value)
            schema["default"] = value;
        return schema;
    }

    protected abstract JsonObject ValueSchema(SchemaDefs defs);

    private static JsonValue Value(string text) => CoreSchema.KindOf(text) switch
    {
        CoreKind.Bool => JsonValue.Create(text == "true"),
        CoreKind.Integer when CoreSchema.TryInteger(text, out BigInteger number) => JsonValue.Create((long)number),
        _ => JsonValue.Create(text),
    };

    [GeneratedRegex(@"(?:^|[;.] )[Dd]efault(?<words>:)? (?<text>.*)\.$", RegexOptions.CultureInvariant)]
    private static partial Regex DefaultPart();
}

/// <summary>A key whose value is read as a <typeparamref name="T"/>.</summary>
internal sealed record Key<T>(string Name, bool Required, string Doc, Reading<T> Reading) : Key(Name, Required, Doc)
{
    public override string Expected => Reading.Expected;

    public override string Looks => Reading.Looks;

    public override IReadOnlyList<string> Choices => Reading.Choices;

    protected override JsonObject ValueSchema(SchemaDefs defs) => Reading.Schema(defs);
}
