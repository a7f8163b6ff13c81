using System.Globalization;
using System.Text;
using Reactor.Qmp;

namespace Reactor.Init;

/// <summary>Looks at a host for monitors: in the command lines of QEMUs that run, and among the sockets that somebody listens on. Connects to none.</summary>
/// <param name="root">The host's root; another one for tests.</param>
internal sealed class HostLook(string root = "/")
{
    private const int LongestCommandLine = 1024 * 1024;

    private const uint Listens = 0x10000;       // __SO_ACCEPTCON
    private const string Used = "somebody is connected to it, and a monitor serves one client: give Reactor one of its own, or list it where that is Reactor itself";

    /// <summary>What there is, each monitor once, by VM and path. What may not be read is not there.</summary>
    public IReadOnlyList<FoundMonitor> Find()
    {
        var sockets = Sockets().ToLookup(socket => socket.Listens, socket => socket.Path);
        var used = sockets[false].ToHashSet(StringComparer.Ordinal);
        var running = Processes().SelectMany(Monitors).ToList();
        var known = running.Select(monitor => monitor.Path).ToHashSet(StringComparer.Ordinal);
        return [.. running.Concat(sockets[true].Where(IsMonitor).Where(path => !known.Contains(path)).Select(Monitor))
            .Select(monitor => monitor.Use == MonitorUse.Free && used.Contains(monitor.Path) ? monitor with { Use = MonitorUse.Foreign, Note = Used } : monitor)
            .DistinctBy(monitor => (monitor.Path, monitor.Path.Length == 0 ? monitor.Vm : ""))
            .OrderBy(monitor => monitor.Vm, StringComparer.Ordinal).ThenBy(monitor => monitor.Path, StringComparer.Ordinal)];
    }

    private IEnumerable<string> Processes() =>
        Entries(Path.Combine(root, "proc")).Where(path => Path.GetFileName(path).All(char.IsAsciiDigit)).Order(StringComparer.Ordinal);

    private static IEnumerable<FoundMonitor> Monitors(string process)
    {
        try
        {
            var arguments = CommandLine(Path.Combine(process, "cmdline"));
            return arguments is [var program, ..] && QemuCommandLine.IsQemu(program) ? QemuCommandLine.Read(arguments, WorkingFolder(process)) : [];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];   // it ended meanwhile, or is not ours to look at
        }
    }

    private static string[] CommandLine(string file)
    {
        using var stream = File.OpenRead(file);
        var bytes = new byte[LongestCommandLine];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return Encoding.UTF8.GetString(bytes, 0, length).TrimEnd('\0').Split('\0');
    }

    private static string WorkingFolder(string process) =>
        File.ResolveLinkTarget(Path.Combine(process, "cwd"), returnFinalTarget: false)?.FullName is ['/', ..] folder ? folder : "/";

    /// <summary>Sockets with their paths: num, refs, protocol, flags, type, state, inode, path. One that doesn't listen is the other end of a client.</summary>
    private IEnumerable<(bool Listens, string Path)> Sockets() => Lines(Path.Combine(root, "proc/net/unix"))
        .Select(line => line.Split(' ', 8, StringSplitOptions.RemoveEmptyEntries))
        .Where(fields => fields.Length == 8 && fields[7].StartsWith('/'))
        .Select(fields => (uint.TryParse(fields[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var flags) && (flags & Listens) != 0, fields[7]));

    private static bool IsMonitor(string path) => Path.GetFileName(path).Contains("qmp", StringComparison.OrdinalIgnoreCase);

    private static FoundMonitor Monitor(string path) => ForeignSockets.Find(path) is { } foreign
        ? new FoundMonitor("", path, MonitorUse.Foreign, QemuCommandLine.Note(foreign))
        : new FoundMonitor("", path, MonitorUse.Free);

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string[] Entries(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
