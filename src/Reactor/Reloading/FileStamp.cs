using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Reactor.Rules.Loading;

namespace Reactor.Reloading;

/// <summary>How files lie on the disk: which there are, which inode each is, its size, and when it and its inode last changed. Equal ones: nothing changed.</summary>
internal sealed partial record FileStamp(string Text)
{
    private const int AtCurrentFolder = -100;        // AT_FDCWD
    private const uint BasicStatistics = 0x7ff;      // STATX_BASIC_STATS
    private const int StatxBytes = 256;
    private const int Inode = 0x20;                  // Offsets in struct statx: the same on every architecture.
    private const int Size = 0x28;
    private const int ChangedSeconds = 0x60;
    private const int ModifiedSeconds = 0x70;
    private const int Nanoseconds = 8;

    /// <summary>The files, and those that the patterns name now.</summary>
    public static FileStamp Of(IEnumerable<string> files, IEnumerable<string> patterns)
    {
        var disk = new DiskSourceFiles();
        var paths = files.ToHashSet(StringComparer.Ordinal);
        foreach (var pattern in patterns)
        {
            try
            {
                paths.UnionWith(disk.Glob(pattern));
            }
            catch (SourceFileException)
            {
                // That a folder may not be read is told by the load; as a change it shows by the files it no longer names.
                continue;
            }
        }
        return Join(paths.Order(StringComparer.Ordinal).Select(Of));
    }

    /// <summary>One file.</summary>
    public static FileStamp Of(string path)
    {
        var text = new StringBuilder();
        Append(text, path);
        return new FileStamp(text.ToString());
    }

    /// <summary>Several, in the order of their paths.</summary>
    public static FileStamp Join(IEnumerable<FileStamp> stamps) => new(string.Concat(stamps.Select(stamp => stamp.Text)));

    private static unsafe void Append(StringBuilder text, string path)
    {
        Span<byte> found = stackalloc byte[StatxBytes];
        int result;
        fixed (byte* start = found)
        {
            result = Statx(AtCurrentFolder, path, 0, BasicStatistics, start);
        }
        text.Append(path);
        if (result != 0)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $": errno {Marshal.GetLastPInvokeError()}");
            return;
        }
        foreach (var offset in (ReadOnlySpan<int>)[Inode, Size, ChangedSeconds, ModifiedSeconds])
        {
            text.Append(CultureInfo.InvariantCulture, $" {MemoryMarshal.Read<long>(found[offset..])}");
        }
        text.AppendLine(CultureInfo.InvariantCulture,
            $" {MemoryMarshal.Read<uint>(found[(ChangedSeconds + Nanoseconds)..])} {MemoryMarshal.Read<uint>(found[(ModifiedSeconds + Nanoseconds)..])}");
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(int folder, string path, int flags, uint mask, byte* result);
}
