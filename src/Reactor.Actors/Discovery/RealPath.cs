using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Reactor.Qmp;

namespace Reactor.Actors.Discovery;

/// <summary>Where a path leads once its links are followed: a socket is known as another program's by where it lies, however one gets there.</summary>
public static class RealPath
{
    private const int LongestPath = 4096;            // PATH_MAX, with the zero at its end; links are followed 40 times at most.

    /// <summary>It, without links; null where it leads nowhere, or where that may not be seen.</summary>
    /// <param name="path">An absolute path.</param>
    public static string? Find(string path)
    {
        var found = ArrayPool<byte>.Shared.Rent(LongestPath);
        try
        {
            return Resolve(path, found) == IntPtr.Zero ? null : Encoding.UTF8.GetString(found, 0, Array.IndexOf(found, (byte)0));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(found);
        }
    }

    /// <summary>Whose socket this is, by its path or by where that leads; null for nobody's that is known.</summary>
    /// <param name="path">An absolute path.</param>
    public static ForeignSocket? FindForeign(string path) => ForeignSockets.Find(path) ?? (Find(path) is { } real ? ForeignSockets.Find(real) : null);

    [DllImport("libc", EntryPoint = "realpath", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern IntPtr Resolve([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [Out] byte[] resolved);
}
