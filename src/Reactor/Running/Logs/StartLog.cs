using Reactor.CommandLine;
using Reactor.Rules.Loading;

namespace Reactor.Running.Logs;

/// <summary>What is said before there is a host that logs: in its format all the same.</summary>
internal static partial class StartLog
{
    /// <summary>What was found in the files. People see it with the lines that it is about.</summary>
    public static void Findings(LoadResult load, LogSettings logs, Terminal terminal)
    {
        if (logs.Format == LogFormat.Console)
        {
            Configurations.Print(load, terminal.Error);
            return;
        }
        Write(logs, logger => FindingLog.Write(logger, load));
    }

    /// <summary>Why there is no start.</summary>
    public static void Failed(string message, LogSettings logs) => Write(logs, logger => NotStarted(logger, message));

    private static void Write(LogSettings logs, Action<ILogger> write)
    {
        using var loggers = LoggerFactory.Create(builder =>
        {
            builder.Services.AddSingleton(TimeProvider.System);
            logs.Configure(builder);
        });
        write(loggers.CreateLogger("Reactor"));
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Detail}")]
    private static partial void NotStarted(ILogger logger, string detail);
}
