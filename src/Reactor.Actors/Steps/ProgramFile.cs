namespace Reactor.Actors.Steps;

/// <summary>Whether a file is a program that can be run.</summary>
public static class ProgramFile
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Why it is none; null where it is one, as far as can be seen.</summary>
    /// <param name="path">Its absolute path.</param>
    public static string? Problem(string path)
    {
        if (Directory.Exists(path))
            return $"{path} is a folder";
        if (!File.Exists(path))
            return $"there is no file {path}";
        return OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & AnyExecute) != 0 ? null : $"{path} is not executable";
    }
}
