using Reactor.Rules.Configuration;

namespace Reactor.Actors.DialIn;

/// <summary>A socket's configuration as it is now: what outlives its actor's faults. Written by the fleet's actor alone.</summary>
internal sealed class ListenPlace(ListenConfiguration configuration)
{
    private volatile ListenConfiguration _configuration = configuration;

    /// <summary>Who is let in from now on, and what is known of them.</summary>
    public ListenConfiguration Configuration
    {
        get => _configuration;
        set => _configuration = value;
    }
}
