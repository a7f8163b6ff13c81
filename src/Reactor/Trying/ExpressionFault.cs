using System.Text.Json.Nodes;
using Reactor.Cel;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Yaml;

namespace Reactor.Trying;

/// <summary>What is wrong with an expression that stands in no file: the place is marked under its text.</summary>
internal static class ExpressionFault
{
    /// <summary>Stands where a file's name would.</summary>
    private const string Source = "expression";

    public static string Text(string expression, IEnumerable<CelDiagnostic> found) => DiagnosticFormatter.Format(
        [.. found.Select(d => Of(expression, d))], new Dictionary<string, string> { [Source] = expression }).TrimEnd();

    public static JsonArray Json(string expression, IEnumerable<CelDiagnostic> found) =>
        [.. found.Select(d => JsonNode.Parse(DiagnosticJson.Format(Of(expression, d))))];

    private static Diagnostic Of(string expression, CelDiagnostic found)
    {
        var source = new SourceText(Source, expression);
        var severity = found.Severity == CelSeverity.Error ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
        return new Diagnostic(
            severity, DiagnosticCodes.Expression, Source, source.LineOf(found.Offset), source.ColumnOf(found.Offset), Math.Max(1, found.Length), found.Message, found.Hint);
    }
}
