namespace Reactor.Running;

/// <summary>How the daemon behaves towards its process.</summary>
/// <param name="Logs">Whether it writes log lines to the error output.</param>
/// <param name="Signals">Whether SIGTERM and SIGINT end it.</param>
internal sealed record HostSettings(bool Logs, bool Signals)
{
    /// <summary>As a daemon of its own.</summary>
    public static HostSettings Service { get; } = new(Logs: true, Signals: true);

    /// <summary>Inside of another command that talks to the person itself.</summary>
    public static HostSettings Quiet { get; } = new(Logs: false, Signals: false);
}
