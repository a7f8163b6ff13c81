namespace Reactor.Tests;

/// <summary>The files of this repository.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "Reactor.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
