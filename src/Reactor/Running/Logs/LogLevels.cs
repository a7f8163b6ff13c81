namespace Reactor.Running.Logs;

/// <summary>How levels are called.</summary>
internal static class LogLevels
{
    /// <summary>Those that can be asked for, by their words.</summary>
    public static readonly IReadOnlyDictionary<string, LogLevel> Known = new Dictionary<string, LogLevel>
    {
        ["debug"] = LogLevel.Debug, ["info"] = LogLevel.Information, ["warn"] = LogLevel.Warning, ["error"] = LogLevel.Error,
    };

    /// <summary>The word of one.</summary>
    public static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "fatal",
    };

    /// <summary>What syslog(3) calls it.</summary>
    public static int Priority(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => 7,
        LogLevel.Information => 6,
        LogLevel.Warning => 4,
        LogLevel.Error => 3,
        _ => 2,
    };
}
