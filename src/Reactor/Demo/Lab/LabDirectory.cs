using System.Text;

namespace Reactor.Demo.Lab;

/// <summary>A private (0700) temporary directory of one guest: its sockets, disks and firmware. Disposing removes it.</summary>
internal sealed class LabDirectory : IDisposable
{
    /// <summary>The longest path a unix socket can have on Linux: <c>sun_path</c> is 108 bytes, the last one NUL.</summary>
    public const int LongestSocketPath = 107;

    private LabDirectory(string path) => Path = path;

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <summary>Makes a new directory below the system's temporary directory (<c>TMPDIR</c>, else <c>/tmp</c>).</summary>
    public static LabDirectory Create()
    {
        var directory = new LabDirectory(Directory.CreateTempSubdirectory("rlab-").FullName);
        if (FitsSocket(directory.File("12345678.sock")))
            return directory;
        directory.Dispose();
        throw new LabException(
            $"The temporary directory '{System.IO.Path.GetTempPath()}' is too long for unix sockets ({LongestSocketPath} bytes with the file name): set TMPDIR to a shorter one.");
    }

    /// <summary>Whether a unix socket can have this path.</summary>
    public static bool FitsSocket(string path) => Encoding.UTF8.GetByteCount(path) <= LongestSocketPath;

    /// <summary>The path of a file in the directory.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
