namespace Reactor.Rules.Tests.Loading;

/// <summary>Where the repository is.</summary>
internal static class Repository
{
    public static string PathOf(string relative)
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Reactor.sln")))
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("The tests don't run inside of the repository.");
        return Path.Combine(root, relative);
    }
}
