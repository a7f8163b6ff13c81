using Akka.Event;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Reactor.Actors.Hosting;

/// <summary>
/// Gives what Akka logs to the host's log, from the first thing that the actor system says to its last. Akka makes it, and before it is told where
/// the log is, it keeps what comes: that is while the actor system is made.
/// </summary>
internal sealed partial class AkkaLog : MinimalLogger
{
    private readonly Queue<LogEvent> _early = new();
    private ILogger? _logger;

    /// <summary>Where it goes from now on, and what came before.</summary>
    public void GoTo(ILogger logger)
    {
        lock (_early)
        {
            while (_early.TryDequeue(out var entry))
                Write(logger, entry);
            _logger = logger;
        }
    }

    /// <inheritdoc/>
    protected override void Log(object message)
    {
        if (message is not LogEvent entry)
            return;
        if (Volatile.Read(ref _logger) is { } logger || !TryKeep(entry, out logger))
            Write(logger, entry);
    }

    private bool TryKeep(LogEvent entry, out ILogger logger)
    {
        lock (_early)
        {
            logger = _logger!;
            if (_logger is null)
                _early.Enqueue(entry);
            return _logger is null;
        }
    }

    private static void Write(ILogger logger, LogEvent entry)
    {
        var level = LevelOf(entry.LogLevel());
        Write(logger, level, entry.LogSource, entry.Message, entry.Cause);
    }

    private static LogLevel LevelOf(Akka.Event.LogLevel level) => level switch
    {
        Akka.Event.LogLevel.DebugLevel => LogLevel.Debug,
        Akka.Event.LogLevel.InfoLevel => LogLevel.Information,
        Akka.Event.LogLevel.WarningLevel => LogLevel.Warning,
        _ => LogLevel.Error,
    };

    [LoggerMessage(Message = "{Source}: {Text}")]
    private static partial void Write(ILogger logger, LogLevel level, string source, object text, Exception? cause);
}
