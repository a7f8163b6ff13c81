using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Reactor.Output;

namespace Reactor.Running.Logs;

/// <summary>
/// For programs: one log entry, one line, an object. Source and event together name what kind of entry it is, whatever its text says; its fields are what
/// the text was made of, so nothing stands in them that doesn't stand there.
/// </summary>
internal sealed class JsonLogLines(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "reactor-json";

    private const int LongestTrace = 32 * 1024;
    private const string Template = "{OriginalFormat}";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var line = new JsonObject
        {
            ["time"] = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["level"] = LogLevels.Word(logEntry.LogLevel),
            ["source"] = logEntry.Category,
            ["event"] = logEntry.EventId.Name,
            ["message"] = Cut(logEntry.Formatter(logEntry.State, logEntry.Exception).Trim(), LogSettings.LongestText),
        };
        if (logEntry.State is IReadOnlyList<KeyValuePair<string, object?>> values && values.Any(value => value.Key != Template))
        {
            var fields = new JsonObject();
            foreach (var (name, value) in values.Where(value => value.Key != Template))
            {
                fields[JsonLines.Options.PropertyNamingPolicy!.ConvertName(name)] = Field(value);
            }
            line["fields"] = fields;
        }
        if (logEntry.Exception is { } exception)
        {
            line["exception"] = Cut(exception.ToString(), LongestTrace);
        }
        textWriter.WriteLine(line.ToJsonString(JsonLines.Options));
    }

    private static JsonValue? Field(object? value) => value switch
    {
        null => null,
        int number => JsonValue.Create(number),
        long number => JsonValue.Create(number),
        bool flag => JsonValue.Create(flag),
        _ => JsonValue.Create(Cut(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", LogSettings.LongestText)),
    };

    private static string Cut(string text, int most) => text.Length <= most ? text : string.Concat(text.AsSpan(0, most - 1), "…");
}
