using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Reactor.Output;

namespace Reactor.Running.Logs;

/// <summary>For the journal: each line has its priority in front (sd-daemon(3)); the journal has the time already.</summary>
internal sealed class SystemdLines() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "reactor-systemd";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var priority = string.Create(CultureInfo.InvariantCulture, $"<{LogLevels.Priority(logEntry.LogLevel)}>");
        textWriter.Write(priority);
        textWriter.WriteLine(Printable.Of(logEntry.Formatter(logEntry.State, logEntry.Exception), LogSettings.LongestText));
        foreach (var line in logEntry.Exception?.ToString().Split('\n') ?? [])
        {
            textWriter.Write(priority);
            textWriter.Write("    ");
            textWriter.WriteLine(Printable.Of(line.TrimEnd('\r'), LogSettings.LongestText));
        }
    }
}
