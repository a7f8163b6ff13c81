using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Reactor.Rules.Loading.Binding;

/// <summary>
/// What a scalar looks like, for the schema. It never refuses what the reading takes; what only the reading can tell (the bounds of
/// a duration, names that exist) it leaves to the reading.
/// </summary>
internal sealed record ScalarForm
{
    private static readonly ImmutableArray<string> s_any = ["string", "number", "boolean"];

    /// <summary>Any scalar: <c>name: 17</c> is the text 17.</summary>
    public static ScalarForm Any { get; } = new();

    /// <summary>Text with something visible in it.</summary>
    public static ScalarForm Filled { get; } = new() { Pattern = @"\S" };

    /// <summary>True or false.</summary>
    public static ScalarForm Bool { get; } = new() { Types = ["boolean"] };

    /// <summary>Name under <c>$defs</c>; null where it is described in place.</summary>
    public string? Definition { get; init; }

    /// <summary>What it is, for people who read the schema. Set where it has a name there.</summary>
    public string? Summary { get; init; }

    /// <summary>The types of JSON that it may have: what YAML takes the scalar for.</summary>
    public ImmutableArray<string> Types { get; init; } = s_any;

    /// <summary>What it must match (ECMA-262) where it is a string.</summary>
    public string? Pattern { get; init; }

    /// <summary>Most characters where it is a string.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Smallest and largest value where it is a number.</summary>
    public (int Minimum, int Maximum)? Bounds { get; init; }

    /// <summary>The one value that it may have.</summary>
    public int? Constant { get; init; }

    /// <summary>The only words that it may be; empty where others will do.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>Words that editors offer; others are taken too.</summary>
    public Func<IEnumerable<string>>? Offered { get; init; }

    /// <summary>Values that match.</summary>
    public ImmutableArray<string> Examples { get; init; } = [];

    /// <summary>Text of a pattern.</summary>
    /// <param name="pattern">What it must match.</param>
    /// <param name="examples">What does.</param>
    public static ScalarForm Text(string pattern, params ImmutableArray<string> examples) => new() { Types = ["string"], Pattern = pattern, Examples = examples };

    /// <summary>A whole number.</summary>
    public static ScalarForm Integer(int minimum, int maximum) => new() { Types = ["integer"], Bounds = (minimum, maximum) };

    /// <summary>The schema.</summary>
    /// <param name="defs">Takes it where it has a name.</param>
    public JsonObject Schema(SchemaDefs defs)
    {
        var described = Described();
        if (Summary is not null)
            described.Insert(0, "description", Summary);
        return Definition is null ? described : defs.Use(Definition, described.ToJsonString(), () => described);
    }

    private JsonObject Described()
    {
        if (Words.Length > 0)
            return new JsonObject { ["enum"] = Texts(Words) };
        if (Constant is { } constant)
            return new JsonObject { ["const"] = constant };
        var schema = new JsonObject { ["type"] = Types is [var only] ? only : Texts(Types) };
        if (Pattern is not null)
            schema["pattern"] = Pattern;
        if (MaxLength is not null)
            schema["maxLength"] = MaxLength;
        if (Bounds is { } bounds)
        {
            schema["minimum"] = bounds.Minimum;
            schema["maximum"] = bounds.Maximum;
        }

        if (Examples.Length > 0)
            schema["examples"] = Texts(Examples);
        return Offered is null ? schema : new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["enum"] = Texts(Offered()) }, schema) };
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => JsonValue.Create(t))]);
}
