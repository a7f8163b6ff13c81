using System.Globalization;

namespace Reactor.Actors.Steps;

/// <summary>The processes of this machine, as <c>/proc</c> shows them. Those that end while it is read are left out.</summary>
internal static class ProcessTable
{
    // More is read by nobody: a process can have an environment of megabytes.
    private const int LargestEnvironment = 2 * 1024 * 1024;

    /// <summary>A process.</summary>
    /// <param name="Pid">Its number.</param>
    /// <param name="Parent">Its parent's.</param>
    /// <param name="Session">Its session's.</param>
    public sealed record Entry(int Pid, int Parent, int Session);

    /// <summary>All but those that have ended and are not waited for yet.</summary>
    public static List<Entry> Read()
    {
        var entries = new List<Entry>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && Of(pid) is { } entry)
                entries.Add(entry);
        }

        return entries;
    }

    /// <summary>The environment that a process was started with; empty where it may not be read.</summary>
    public static byte[] Environment(int pid)
    {
        try
        {
            using var file = File.OpenRead(Path.Combine("/proc", Number(pid), "environ"));
            var buffer = new MemoryStream();
            var chunk = new byte[8192];
            for (int read; buffer.Length < LargestEnvironment && (read = file.Read(chunk)) > 0;)
                buffer.Write(chunk, 0, read);
            return buffer.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static Entry? Of(int pid)
    {
        try
        {
            // PID (NAME) STATE PPID PGRP SESSION ...; the name may hold anything.
            var stat = File.ReadAllText(Path.Combine("/proc", Number(pid), "stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : new Entry(pid, int.Parse(fields[1], CultureInfo.InvariantCulture), int.Parse(fields[3], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Number(int pid) => pid.ToString(CultureInfo.InvariantCulture);
}
