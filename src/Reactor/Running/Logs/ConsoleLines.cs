using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Reactor.Output;

namespace Reactor.Running.Logs;

/// <summary>For people: one log entry, one line: time in UTC, level, what is said. Nothing of a guest can start a line of its own or colour it.</summary>
internal sealed class ConsoleLines(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "reactor-console";

    private const string Indentation = "    ";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        textWriter.Write($" {LogLevels.Word(logEntry.LogLevel),-5} ");
        if (logEntry.State is FindingEntry finding)
        {
            WriteIndented(textWriter, finding.Lines);
            return;
        }
        textWriter.WriteLine(Printable.Of(logEntry.Formatter(logEntry.State, logEntry.Exception), LogSettings.LongestText));
        if (logEntry.Exception is { } exception)
        {
            // A fault nobody foresaw: its trace is worth its lines.
            textWriter.Write(Indentation);
            WriteIndented(textWriter, exception.ToString().Split('\n'));
        }
    }

    // The lines after the first.
    private static void WriteIndented(TextWriter writer, IEnumerable<string> lines) =>
        writer.WriteLine(string.Join($"{Environment.NewLine}{Indentation}", lines.Select(line => Printable.Of(line.TrimEnd('\r'), LogSettings.LongestText))));
}
