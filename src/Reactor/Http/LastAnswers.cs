using Microsoft.AspNetCore.Connections;

namespace Reactor.Http;

/// <summary>
/// Cuts connections that still ask, or are still answered, a while after the daemon was told to stop. Else one that sends its request byte by byte, or
/// doesn't read its answer, holds up the end of all else for as long as the host lets it.
/// </summary>
internal static class LastAnswers
{
    /// <summary>How long a request under way may take then.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <summary>Does it for the connections of a listener.</summary>
    public static void On(IConnectionBuilder listener)
    {
        var stopping = listener.ApplicationServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var time = listener.ApplicationServices.GetRequiredService<TimeProvider>();
        listener.Use(next => async connection =>
        {
            await using var cut = time.CreateTimer(static of => ((ConnectionContext)of!).Abort(), connection, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            await using var told = stopping.Register(() => cut.Change(Grace, Timeout.InfiniteTimeSpan));
            await next(connection);
        });
    }
}
