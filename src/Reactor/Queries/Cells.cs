using System.Globalization;
using System.Text.Json.Nodes;
using Reactor.Output;

namespace Reactor.Queries;

/// <summary>How values of a row look in a table.</summary>
internal static class Cells
{
    /// <summary>Text as it is, numbers and bools as JSON writes them, nothing for null.</summary>
    public static Func<JsonObject, string> Text(string field) => row => Of(row[field]);

    /// <summary>A moment in UTC, to the millisecond.</summary>
    public static Func<JsonObject, string> Time(string field) => row =>
        DateTimeOffset.TryParse(row[field]?.ToString(), CultureInfo.InvariantCulture, out var moment)
            ? moment.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
            : "";

    /// <summary>A moment in UTC, to the second; nothing for none.</summary>
    public static string Second(JsonNode? moment) =>
        DateTimeOffset.TryParse(moment?.ToString(), CultureInfo.InvariantCulture, out var at) ? at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "";

    /// <summary>How long something took.</summary>
    public static Func<JsonObject, string> Span(string field) => row => SpanOf(row[field]) is { } span ? SpanText.Of(span) : "";

    /// <summary>A span as rows have it; null for none.</summary>
    public static TimeSpan? SpanOf(JsonNode? span) => TimeSpan.TryParse((string?)span, CultureInfo.InvariantCulture, out var read) ? read : null;

    /// <summary>A map of texts: <c>env=prod, rack=7</c>.</summary>
    public static Func<JsonObject, string> Pairs(string field) => row => string.Join(", ", (row[field] as JsonObject ?? []).Select(pair => $"{pair.Key}={pair.Value}"));

    /// <summary>A list of words: <c>slot, status</c>.</summary>
    public static Func<JsonObject, string> Names(string field) => row => string.Join(", ", (row[field] as JsonArray ?? []).Select(name => $"{name}"));

    /// <summary>JSON on one line.</summary>
    public static Func<JsonObject, string> Json(string field) => row => row[field]?.ToJsonString(JsonLines.Options) ?? "";

    /// <summary>The columns of record rows: they follow from the rows' own fields.</summary>
    public static IReadOnlyList<Column> ForRecords(IReadOnlyList<JsonObject> rows)
    {
        if (rows.Count == 0 || rows[0]["fields"] is null)
        {
            return [new("table", Text("name")), new("rows", Text("rows")), new("last", Time("last_at")), new("fields", Names("columns"))];
        }
        var fields = rows.SelectMany(r => r["fields"]!.AsObject().Select(f => f.Key)).Distinct();
        return [new("at", Time("at")), new("vm", Text("vm")), .. fields.Select(f => new Column(f, row => Of(row["fields"]![f])))];
    }

    // A node's own ToString spreads lists and maps over several lines.
    private static string Of(JsonNode? value) => value is JsonArray or JsonObject ? value.ToJsonString(JsonLines.Options) : value?.ToString() ?? "";
}
