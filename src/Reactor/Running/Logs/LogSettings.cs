using Microsoft.Extensions.Logging.Console;

namespace Reactor.Running.Logs;

/// <summary>For whom log lines are written.</summary>
internal enum LogFormat
{
    /// <summary>People.</summary>
    Console,

    /// <summary>Programs.</summary>
    Json,

    /// <summary>The journal.</summary>
    Systemd,
}

/// <summary>What is logged, and how. It goes to the error output.</summary>
/// <param name="Format">For whom.</param>
/// <param name="Level">The least level.</param>
internal sealed record LogSettings(LogFormat Format, LogLevel Level)
{
    /// <summary>The longest text of a line. Characters.</summary>
    public const int LongestText = 8 * 1024;

    private const string Errors = "/proc/self/fd/2";

    /// <summary>The journal's where the error output goes there, else that for people.</summary>
    /// <param name="journal"><c>JOURNAL_STREAM</c>: device and inode of the stream to the journal, as systemd gives them.</param>
    /// <param name="output">The error output; another one for tests.</param>
    public static LogFormat Default(string? journal, string output = Errors) =>
        journal?.Split(':') is [_, var inode] && Link(output) == $"socket:[{inode}]" ? LogFormat.Systemd : LogFormat.Console;

    /// <summary>Has a host log so.</summary>
    public void Configure(ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(Level).AddFilter("Microsoft", Level > LogLevel.Warning ? Level : LogLevel.Warning);
        logging.AddConsole(options =>
        {
            options.LogToStandardErrorThreshold = LogLevel.Trace;
            options.FormatterName = Format switch
            {
                LogFormat.Json => JsonLogLines.FormatterName,
                LogFormat.Systemd => SystemdLines.FormatterName,
                _ => ConsoleLines.FormatterName,
            };
        });
        logging.AddConsoleFormatter<ConsoleLines, ConsoleFormatterOptions>();
        logging.AddConsoleFormatter<JsonLogLines, ConsoleFormatterOptions>();
        logging.AddConsoleFormatter<SystemdLines, ConsoleFormatterOptions>();
    }

    // The variable is inherited: a shell that systemd started sends its own errors elsewhere.
    private static string? Link(string path) => new FileInfo(path).LinkTarget;
}
