namespace Reactor.Actors.Discovery;

/// <summary>One look at places, and where it is at: a file system whose server is gone holds whoever asks it for as long as it likes.</summary>
internal sealed class SocketLook
{
    private volatile string _at = "/";

    /// <summary>The folder that is asked for. Written by the look's thread, read by any.</summary>
    public string At
    {
        get => _at;
        set => _at = value;
    }
}
