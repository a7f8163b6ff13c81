using System.Net.Sockets;
using Reactor.Actors.Discovery;

namespace Reactor.Actors.DialIn;

/// <summary>A socket that VMs dial: made by us, removed by us, and never taken from anybody.</summary>
internal sealed class DialInSocket : IDisposable
{
    private const int Backlog = 512;

    private readonly string _path;
    private readonly FileNode? _node;

    private DialInSocket(Socket socket, string path)
    {
        (Socket, _path) = (socket, path);
        _node = FileNode.Find(path);
    }

    /// <summary>It, listening.</summary>
    public Socket Socket { get; }

    /// <summary>Makes it; what a daemon that was killed left behind is replaced.</summary>
    /// <exception cref="IOException">Something else is there, or somebody serves it; or it can't be made.</exception>
    public static DialInSocket Open(string path)
    {
        try
        {
            MakeWay(path);
            return Make(path);
        }
        catch (Exception e) when (e is SocketException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            throw new IOException($"{path} can't be made: {e.Message}", e);
        }
    }

    /// <summary>Whether its file is the one that lies there: else VMs reach somebody else, or nobody.</summary>
    public bool IsInPlace => _node is { } mine && FileNode.Find(_path)?.Inode == mine.Inode;

    /// <summary>Closes it, and removes its file unless that is somebody else's by now.</summary>
    public void Dispose()
    {
        Socket.Dispose();
        try
        {
            if (IsInPlace)
                File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It may not be removed any more; nobody serves it, so whoever makes the next one replaces it, or says why it can't.
        }
    }

    private static void MakeWay(string path)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder))
            throw new IOException($"{path} can't be made: the folder {folder} does not exist");
        if (FileNode.Find(path) is not { } node)
            return;
        if (!node.IsSocket)
            throw new IOException($"{path} is there and is no socket");
        if (IsServed(path))
            throw new IOException($"another process serves {path}");
        File.Delete(path);
    }

    private static DialInSocket Make(string path)
    {
        // Under its own name it is seen once it listens, and its mode is right.
        var unfinished = path + "~";
        File.Delete(unfinished);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(unfinished));
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite);
            socket.Listen(Backlog);
            File.Move(unfinished, path);
            return new DialInSocket(socket, path);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsServed(string path)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode != SocketError.ConnectionRefused;
        }
    }
}
