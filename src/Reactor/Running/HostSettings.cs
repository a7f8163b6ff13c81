using Reactor.Running.Logs;
using Reactor.Running.Service;

namespace Reactor.Running;

/// <summary>How the daemon behaves towards its process.</summary>
/// <param name="Logs">What it writes to the error output; null: nothing.</param>
/// <param name="Signals">Whether the process is its own: SIGHUP has it reload, and memory is given back.</param>
/// <param name="Manager">Who is told where it stands.</param>
/// <param name="WatchdogInterval">How long that one waits for a sign of life; null: it waits for none.</param>
internal sealed record HostSettings(LogSettings? Logs, bool Signals, ServiceManager Manager, TimeSpan? WatchdogInterval)
{
    /// <summary>Inside of another command that talks to the person itself.</summary>
    public static HostSettings Quiet { get; } = new(Logs: null, Signals: false, ServiceManager.None, null);
}
