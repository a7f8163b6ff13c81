using Microsoft.AspNetCore.Connections;

namespace Reactor.Api;

/// <summary>Marks connections of the control socket. One without the mark came from somewhere else.</summary>
internal sealed class ControlConnection
{
    private static readonly ControlConnection s_mark = new();

    private ControlConnection()
    {
    }

    /// <summary>Whether a request came in by the control socket.</summary>
    public static bool Is(HttpContext context) => context.Features.Get<ControlConnection>() is not null;

    /// <summary>Marks those of a listener.</summary>
    public static void On(IConnectionBuilder listener) => listener.Use(next => connection =>
    {
        connection.Features.Set(s_mark);
        return next(connection);
    });
}
