using Reactor.Actors.Steps;

namespace Reactor.Running;

/// <summary>How this program is run again.</summary>
internal static class OwnProgram
{
    /// <summary>The guard of programs of rules; empty where it can't be told how this program was started.</summary>
    public static IReadOnlyList<string> Guard => Environment.ProcessPath is not { } path ? []
        : Path.GetFileNameWithoutExtension(path) != "dotnet" ? (Path.GetFileNameWithoutExtension(path) == "reactor" ? [path, ExecGuard.Command] : [])
        : Path.Combine(AppContext.BaseDirectory, "reactor.dll") is var assembly && File.Exists(assembly) ? [path, assembly, ExecGuard.Command]
        : [];
}
