namespace Reactor.Http;

/// <summary>Who may reach an endpoint. Without one: the control socket, and by HTTP whoever has the role.</summary>
internal enum Reach
{
    /// <summary>Nobody by HTTP: it is for the control socket alone.</summary>
    ControlSocket,

    /// <summary>By HTTP from this machine without a token; from elsewhere with one.</summary>
    Loopback,

    /// <summary>Everybody: it tells nothing, or decides by itself.</summary>
    Everybody,
}
