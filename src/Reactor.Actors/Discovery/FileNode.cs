using System.Runtime.InteropServices;

namespace Reactor.Actors.Discovery;

/// <summary>What a path leads to: which inode, made when, of which kind. The base class library doesn't tell a socket from a file.</summary>
/// <param name="Inode">Its number on its file system, with the time when it was made: numbers come again.</param>
/// <param name="Mode">Kind and permissions, as stat(2) has them.</param>
internal readonly record struct FileNode((ulong Number, long Seconds, uint Nanoseconds) Inode, int Mode)
{
    private const int AtCurrentFolder = -100;        // AT_FDCWD
    private const int NoFollow = 0x100;              // AT_SYMLINK_NOFOLLOW
    private const uint BasicStatistics = 0x7ff;      // STATX_BASIC_STATS
    private const uint Birth = 0x800;                // STATX_BTIME
    private const int StatxBytes = 256;
    private const int ModeOffset = 0x1c;             // Offsets in struct statx: the same on every architecture.
    private const int InodeOffset = 0x20;
    private const int BirthOffset = 0x50;
    private const int ChangedOffset = 0x60;
    private const int ModifiedOffset = 0x70;
    private const int KindMask = 0xf000;             // S_IFMT
    private const int Socket = 0xc000;               // S_IFSOCK
    private const int Link = 0xa000;                 // S_IFLNK

    /// <summary>Whether it is a unix socket.</summary>
    public bool IsSocket => (Mode & KindMask) == Socket;

    /// <summary>Whether it leads elsewhere.</summary>
    public bool IsLink => (Mode & KindMask) == Link;

    /// <summary>Looks; null where there is nothing, or where it may not be seen.</summary>
    public static FileNode? Find(string path) => Find(path, 0, ModifiedOffset);

    /// <summary>The same of the path itself, where it is a link.</summary>
    public static FileNode? FindUnfollowed(string path) => Find(path, NoFollow, ModifiedOffset);

    /// <summary>The same with the time of the last change of any kind: of a folder, of what is in it and of who may see that.</summary>
    public static FileNode? FindChange(string path) => Find(path, 0, ChangedOffset);

    private static FileNode? Find(string path, int flags, int timeOffset)
    {
        Span<byte> bytes = stackalloc byte[StatxBytes];
        if (Statx(AtCurrentFolder, path, flags, BasicStatistics | Birth, ref MemoryMarshal.GetReference(bytes)) != 0)
            return null;
        // Where the file system doesn't tell when it was made, the time of modification: of all others that one alone is left as it is by chmod and by
        // clients that connect. (touch changes it.)
        var time = bytes[(timeOffset == ModifiedOffset && (MemoryMarshal.Read<uint>(bytes) & Birth) != 0 ? BirthOffset : timeOffset)..];
        return new FileNode(
            (MemoryMarshal.Read<ulong>(bytes[InodeOffset..]), MemoryMarshal.Read<long>(time), MemoryMarshal.Read<uint>(time[8..])),
            MemoryMarshal.Read<ushort>(bytes[ModeOffset..]));
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, ref byte result);
}
