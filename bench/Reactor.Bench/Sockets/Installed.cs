namespace Reactor.Bench.Sockets;

/// <summary>Which programs there are here.</summary>
internal static class Installed
{
    public static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
