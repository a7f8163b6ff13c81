using System.Text.Json;

namespace Reactor.Tests.Running;

/// <summary>A setting of the runtime's collector that it doesn't know does nothing, and nobody is told.</summary>
public sealed class CollectorSettingsTests
{
    private const string Prefix = "System.GC.";

    [Fact]
    public void Settings_of_the_program_are_known_to_the_collector()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "reactor.runtimeconfig.json")));
        string[] set = [.. file.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties").EnumerateObject()
            .Select(property => property.Name).Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..])];

        Assert.Contains("Gen0MaxBudget", set);
        Assert.All(set, name => Assert.Contains(GC.GetConfigurationVariables().Keys, known => AreTheSame(name, known)));
        // It has no such setting; its environment variable is another matter.
        Assert.DoesNotContain(GC.GetConfigurationVariables().Keys, known => AreTheSame("Gen0Size", known));
    }

    // The collector tells of ServerGC, GCGen0MaxBudget and GCConserveMem.
    private static bool AreTheSame(string set, string known)
    {
        var name = known.StartsWith("GC", StringComparison.Ordinal) ? known[2..] : known;
        return name.Length > 0 && (set.StartsWith(name, StringComparison.Ordinal) || name.StartsWith(set, StringComparison.Ordinal));
    }
}
