namespace Reactor.Actors.Watching;

/// <summary>Where who watches came in.</summary>
public enum WatchDoor
{
    /// <summary>The control socket.</summary>
    ControlSocket,

    /// <summary>HTTP.</summary>
    Http,
}
