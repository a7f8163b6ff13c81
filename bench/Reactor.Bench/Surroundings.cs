using System.Reflection;
using System.Runtime.InteropServices;

namespace Reactor.Bench;

/// <summary>What a run's figures depend on beside the code.</summary>
internal static class Surroundings
{
    public static string Describe() =>
        $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC, {Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, {Build()}, load {Load()}";

    /// <summary>How many processes wanted to run, on average over the last 1, 5 and 15 minutes: above 1, the figures are of a machine that was busy with other things.</summary>
    public static string Load() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "unknown";

    private static string Processor() =>
        (File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null)?.Split(':')[1].Trim()
        ?? RuntimeInformation.ProcessArchitecture.ToString();

    // The build puts the commit behind the version.
    private static string Build() => typeof(Surroundings).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
}
