using System.Net.Sockets;
using System.Runtime.InteropServices;
using Reactor.CommandLine;

namespace Reactor.Api;

/// <summary>The daemon's unix socket: the operator's door. It lies beside the store and is open to its owner and group.</summary>
internal static partial class ControlSocket
{
    private const int LongestPath = 107;

    /// <summary>The socket that belongs to a store.</summary>
    public static string PathFor(string storePath) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(storePath))!, "reactor.sock");

    /// <summary>Makes room for the socket: its folder exists, and a socket that nobody answers on is removed.</summary>
    /// <exception cref="CommandFailedException">The path is too long, is no socket, or another daemon answers on it.</exception>
    public static void Prepare(string path)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(path) > LongestPath)
        {
            throw new CommandFailedException(
                $"the path of the control socket is longer than {LongestPath} bytes, which is all that a unix socket may have: {path}. Put the store in a folder with a shorter path (store.sqlite.path)");
        }
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!File.Exists(path))
        {
            return;
        }
        if (IsAnswered(path))
        {
            throw new CommandFailedException($"another reactor is running: it answers on {path}");
        }
        if (IsFile(path))
        {
            throw new CommandFailedException($"the control socket would be {path}, and there is a file that is no socket: move it away");
        }
        File.Delete(path);
    }

    // A socket can't be opened as a file (ENXIO): so what can be is something else.
    private static bool IsFile(string path)
    {
        try
        {
            File.OpenHandle(path).Dispose();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>Whether a daemon accepts connections there.</summary>
    /// <exception cref="CommandFailedException">This user may not ask.</exception>
    public static bool IsAnswered(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new CommandFailedException(
                $"you ({Environment.UserName}) may not use the control socket {path}: it is open to its owner and its group. Become that user, or have yourself added to the group (ls -l tells which)");
        }
        catch (SocketException)
        {
            return false;
        }
        catch (ArgumentOutOfRangeException)
        {
            return false;   // longer than a unix socket's path may be: nobody can have bound it
        }
    }

    /// <summary>Sets which permissions files made from now on don't get; the socket must never be open to all, not for a moment.</summary>
    /// <returns>The mask that was set before.</returns>
    [LibraryImport("libc", EntryPoint = "umask")]
    public static partial uint SetFileModeMask(uint mask);
}
