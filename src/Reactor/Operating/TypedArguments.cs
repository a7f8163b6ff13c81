using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Reactor.Qmp;

namespace Reactor.Operating;

/// <summary>Arguments of a command as a person writes them: one JSON object, or <c>name=value</c> pairs that take the types of the command's schema.</summary>
/// <param name="Json">A JSON object in UTF-8; empty for none.</param>
/// <param name="Plain">Each name, with its value where that is a plain word: what the schema is asked about.</param>
/// <param name="Problem">What is wrong; null where nothing is.</param>
internal sealed partial record TypedArguments(ReadOnlyMemory<byte> Json, IReadOnlyDictionary<string, string?> Plain, string? Problem)
{
    private static readonly Dictionary<string, string?> s_none = [];

    /// <summary>Reads them.</summary>
    /// <param name="schema">The command; null for one that isn't known.</param>
    /// <param name="texts">As given.</param>
    public static TypedArguments Of(CommandSchema? schema, IReadOnlyList<string> texts) => texts switch
    {
        [] => new(default, s_none, null),
        [var text] when text.TrimStart().StartsWith('{') => OfObject(text),
        _ => OfPairs(schema, texts),
    };

    private static TypedArguments OfObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var plain = new Dictionary<string, string?>(StringComparer.Ordinal);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                plain[member.Name] = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : null;
            }
            return new(System.Text.Encoding.UTF8.GetBytes(text), plain, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Bad($"the arguments are no JSON object: {(e is JsonException json ? JsonProblem.Of(json) : e.Message)}");
        }
    }

    private static TypedArguments OfPairs(CommandSchema? schema, IReadOnlyList<string> texts)
    {
        var plain = new Dictionary<string, string?>(StringComparer.Ordinal);
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        foreach (var text in texts)
        {
            var sign = text.IndexOf('=', StringComparison.Ordinal);
            if (sign < 1)
            {
                return Bad($"'{text}' is neither name=value nor, alone, a JSON object");
            }
            var (name, value) = (text[..sign], text[(sign + 1)..]);
            if (!plain.TryAdd(name, null))
            {
                return Bad($"the argument '{name}' is given twice");
            }
            writer.WritePropertyName(name);
            if (schema?.Argument(name) is { } argument ? Write(writer, argument, value, plain) : WriteUntyped(writer, value))
            {
                continue;
            }
            return Bad($"argument '{name}' of {schema!.Name} is {Wanted(schema.Argument(name)!.Type)}, which '{value}' is not");
        }
        writer.WriteEndObject();
        writer.Flush();
        return new(buffer.WrittenMemory, plain, null);
    }

    private static bool Write(Utf8JsonWriter writer, CommandArgument argument, string value, Dictionary<string, string?> plain)
    {
        switch (argument.Type)
        {
            case "str":
            case var _ when argument.Values.Count > 0:
                writer.WriteStringValue(value);
                plain[argument.Name] = value;
                return true;
            case "bool":
                writer.WriteBooleanValue(value is "true" or "on" or "yes");
                return value is "true" or "false" or "on" or "off" or "yes" or "no";
            case "int" or "size" or "number" or ['i', 'n', 't', ..] or ['u', 'i', 'n', 't', ..]:
                return (argument.Type == "number" ? Number() : Integer()).IsMatch(value) && WriteRaw(writer, value);
            case "any" or "StrOrNull":
                return WriteUntyped(writer, value);
            default:
                return WriteRaw(writer, value);
        }
    }

    // A device's properties are not in the schema: what is written as JSON is taken as that, all else as text.
    private static bool WriteUntyped(Utf8JsonWriter writer, string value)
    {
        if (!WriteRaw(writer, value))
        {
            writer.WriteStringValue(value);
        }
        return true;
    }

    private static bool WriteRaw(Utf8JsonWriter writer, string value)
    {
        try
        {
            using var document = JsonDocument.Parse(value);
            document.RootElement.WriteTo(writer);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string Wanted(string type) => type switch
    {
        "bool" => "true or false",
        "number" => "a number",
        "int" or "size" => "a whole number",
        ['i', 'n', 't', ..] or ['u', 'i', 'n', 't', ..] => $"a whole number ({type})",
        ['[', ..] => string.Create(CultureInfo.InvariantCulture, $"a list ({type}), written as JSON"),
        _ => $"{type}, written as JSON",
    };

    private static TypedArguments Bad(string problem) => new(default, s_none, problem);

    [GeneratedRegex(@"^-?(0|[1-9]\d{0,19})\z")]
    private static partial Regex Integer();

    [GeneratedRegex(@"^-?(0|[1-9]\d{0,19})(\.\d{1,20})?([eE][+-]?\d{1,3})?\z")]
    private static partial Regex Number();
}
