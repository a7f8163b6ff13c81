using Reactor.Queries;

namespace Reactor.Reloading;

/// <summary>Where the control socket asks for a reload: it answers before the reloader is there, and where there is none.</summary>
internal sealed class ReloadDoor
{
    private readonly Lock _lock = new();
    private Reloader? _reloader;
    private string? _asked;

    /// <summary>The reloader is there.</summary>
    public void Open(Reloader reloader)
    {
        lock (_lock)
        {
            _reloader = reloader;
            if (_asked is { } reason)
            {
                reloader.Ask(reason);
            }
        }
    }

    /// <summary>Asks for a reload; before there is a reloader it is done when there is one.</summary>
    public void Ask(string reason)
    {
        lock (_lock)
        {
            if (_reloader is null)
            {
                _asked = reason;
            }
            _reloader?.Ask(reason);
        }
    }

    /// <summary>Reloads and waits for what comes of it.</summary>
    /// <exception cref="QueryRefusedException">What runs doesn't come from files.</exception>
    public Task<ReloadOutcome> ReloadAsync(CancellationToken cancellation) => Volatile.Read(ref _reloader) is { } reloader
        ? reloader.ReloadAsync("reactor reload", cancellation)
        : throw new StateForbidsException("what runs here doesn't come from files, or is still starting: nothing is reloaded");
}
