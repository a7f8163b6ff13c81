namespace Reactor.Demo.Lab;

/// <summary>Finds programs as the shell would, without a shell.</summary>
internal static class ExecutablePath
{
    /// <summary>The absolute path of <paramref name="program"/> (a name looked up in <c>PATH</c>, or a path); null when there is none.</summary>
    public static string? Find(string program)
    {
        if (program.Contains('/'))
            return IsExecutable(program) ? Path.GetFullPath(program) : null;
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        return path.Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(directory, program))
            .FirstOrDefault(IsExecutable);
    }

    private static bool IsExecutable(string path)
    {
        const UnixFileMode anyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return !OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & anyExecute) != 0;
    }
}
