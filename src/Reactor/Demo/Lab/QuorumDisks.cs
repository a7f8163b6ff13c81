namespace Reactor.Demo.Lab;

/// <summary>
/// A quorum of three raw files: equal but for one region in which the third differs (<c>QUORUM_REPORT_BAD</c>)
/// and one in which all differ (<c>QUORUM_FAILURE</c>).
/// </summary>
internal static class QuorumDisks
{
    /// <summary>How many files vote.</summary>
    public const int Children = 3;

    /// <summary>The first sector of the region in which only <see cref="CorruptNode"/> differs.</summary>
    public const long CorruptSector = CorruptOffset / SectorBytes;

    /// <summary>The first sector of the region in which no two files agree.</summary>
    public const long BrokenSector = BrokenOffset / SectorBytes;

    /// <summary>The node of the file with wrong data.</summary>
    public const string CorruptNode = "c2";

    /// <summary>A sector, in bytes, as the events count them.</summary>
    public const int SectorBytes = 512;

    // Not at 0: QEMU reads that itself at start, and so would start the rate limit.
    private const int CorruptOffset = 64 * 1024;
    private const int BrokenOffset = 128 * 1024;
    private const int RegionBytes = 4096;
    private const int Size = 192 * 1024;

    /// <summary>The name of a file's node.</summary>
    public static string Node(int child) => $"c{child}";

    /// <summary>Writes the files.</summary>
    public static void WriteTo(LabDirectory directory)
    {
        for (var child = 0; child < Children; child++)
        {
            var image = new byte[Size];
            if (Node(child) == CorruptNode)
                image.AsSpan(CorruptOffset, RegionBytes).Fill(0xbb);
            image.AsSpan(BrokenOffset, RegionBytes).Fill((byte)(child + 1));
            File.WriteAllBytes(directory.File(FileName(child)), image);
        }
    }

    /// <summary>The command line for them.</summary>
    public static IEnumerable<string> Arguments()
    {
        var children = Enumerable.Range(0, Children).ToList();
        foreach (var child in children)
        {
            yield return "-blockdev";
            yield return $"driver=raw,node-name={Node(child)},file.driver=file,file.filename={FileName(child)}";
        }

        yield return "-blockdev";
        yield return $"driver=quorum,node-name={GuestHardware.QuorumNode},vote-threshold=2,"
            + string.Join(',', children.Select(child => $"children.{child}={Node(child)}"));
    }

    /// <summary>The monitor command (for people) that reads one sector through the quorum.</summary>
    public static string ReadCommand(long sector) =>
        $"qemu-io {GuestHardware.QuorumNode} \"read {sector * SectorBytes} {SectorBytes}\"";

    private static string FileName(int child) => $"{Node(child)}.img";
}
