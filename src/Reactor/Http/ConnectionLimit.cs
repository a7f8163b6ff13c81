using Microsoft.AspNetCore.Connections;

namespace Reactor.Http;

/// <summary>At most so many connections at once of one listener: those of one door are not taken by whoever knocks on the other.</summary>
internal sealed class ConnectionLimit(int most)
{
    private int _open;
    private long _refused;

    /// <summary>Connections that were closed at once.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Counts the connections of a listener.</summary>
    public void On(IConnectionBuilder listener) => listener.Use(next => async connection =>
    {
        try
        {
            if (Interlocked.Increment(ref _open) > most)
            {
                Interlocked.Increment(ref _refused);
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
