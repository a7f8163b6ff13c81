using Microsoft.AspNetCore.Connections;

namespace Reactor.Http;

/// <summary>At most so many connections at once of one listener: those of one door are not taken by whoever knocks on the other.</summary>
internal sealed class ConnectionLimit(string door, int most, TimeProvider time)
{
    private int _open;

    /// <summary>Connections that were closed at once.</summary>
    public Refusals Refused { get; } = new(door, time);

    /// <summary>Counts the connections of a listener.</summary>
    public void On(IConnectionBuilder listener) => listener.Use(next => async connection =>
    {
        try
        {
            if (Interlocked.Increment(ref _open) > most)
            {
                Refused.Add(listener.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("Reactor.Http"), $"a connection: {most} are open, as many as may be");
                return;
            }
            await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    });
}
