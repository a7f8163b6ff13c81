using System.Runtime.InteropServices;

namespace Reactor.Output;

/// <summary>How wide a screen is. The runtime asks where results go, and guesses where that is no screen; the one that errors go to may be another, or the only one.</summary>
internal static partial class ScreenSize
{
    /// <summary>The descriptor that results go to.</summary>
    public const int Output = 1;

    /// <summary>The descriptor that everything else goes to.</summary>
    public const int Error = 2;

    /// <summary>What a terminal has that doesn't say.</summary>
    private const int Usual = 80;

    // TIOCGWINSZ of Linux: rows, columns, and pixels of both.
    private const nuint GetWindowSize = 0x5413;

    public static int Columns(int descriptor)
    {
        var size = default(WindowSize);
        return Control(descriptor, GetWindowSize, ref size) == 0 && size.Columns > 0 ? size.Columns : Usual;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int descriptor, nuint request, ref WindowSize size);

    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort Width;
        public ushort Height;
    }
}
