using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Reactor.Rules.Diagnostics;

/// <summary>Findings for programs: one JSON object each.</summary>
public static class DiagnosticJson
{
    /// <summary>Writes <c>{"severity", "code", "file", "line", "column", "length", "message", "suggestion"?}</c>; without line, column and length where the file as a whole is meant.</summary>
    public static void Write(Utf8JsonWriter writer, Diagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(diagnostic);
        writer.WriteStartObject();
        writer.WriteString("severity", diagnostic.Severity == DiagnosticSeverity.Error ? "error" : "warning");
        writer.WriteString("code", diagnostic.Code);
        writer.WriteString("file", diagnostic.File);
        if (!diagnostic.IsOfFile)
        {
            writer.WriteNumber("line", diagnostic.Line);
            writer.WriteNumber("column", diagnostic.Column);
            writer.WriteNumber("length", diagnostic.Length);
        }

        writer.WriteString("message", diagnostic.Message);
        if (diagnostic.Suggestion is { } suggestion)
            writer.WriteString("suggestion", suggestion);
        writer.WriteEndObject();
    }

    /// <summary>One finding in one line, without a line break.</summary>
    public static string Format(Diagnostic diagnostic)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            Write(writer, diagnostic);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
