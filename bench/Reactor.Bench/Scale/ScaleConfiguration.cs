using System.Globalization;
using System.Text;
using StandIn;

namespace Reactor.Bench.Scale;

/// <summary>What the daemon runs in the scenarios.</summary>
internal static class ScaleConfiguration
{
    /// <summary>Rules of one event that never match, and one that matches one event of another name in a hundred.</summary>
    public const string UnmatchedEvent = "RTC_CHANGE", SometimesMatched = "BALLOON_CHANGE", UnwantedEvent = "MEMORY_DEVICE_SIZE_CHANGE";

    /// <summary>Writes it; returns its path.</summary>
    public static string Write(string folder, int vms, bool readsState, string targets = "")
    {
        var text = new StringBuilder("version: 1\nnode: {name: bench}\nrules: [rules.yaml]\nstore: {sqlite: {path: store/reactor.db}}\n").Append(targets).Append("vms:\n");
        for (var number = 1; number <= vms; number++)
            text.Append(CultureInfo.InvariantCulture, $"  - {{name: {StandInNames.Name(number)}, qmp: \"unix:{StandInNames.Socket(folder, number)}\"}}\n");
        var path = Path.Combine(folder, "reactor.yaml");
        File.WriteAllText(path, text.ToString());
        File.WriteAllText(Path.Combine(folder, "rules.yaml"), Rules(readsState));
        return path;
    }

    private static string Rules(bool readsState)
    {
        var text = new StringBuilder("version: 1\nrules:\n");
        for (var i = 0; i < 50; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - {{name: clock-{i}, when: {{event: {UnmatchedEvent}, if: 'data.offset < -{i}'}}, then: [{{log: {{message: late}}}}]}}\n");
            text.Append(CultureInfo.InvariantCulture, $"  - {{name: panic-{i}, when: {{event: GUEST_PANICKED, if: 'vm.name == \"vm-{i}\"'}}, then: [{{log: {{message: panicked}}}}]}}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"  - {{name: hundredth, when: {{event: {SometimesMatched}, if: 'data.actual % 100 == 0'}}, then: [{{record: {{to: sizes, fields: {{actual: data.actual}}}}}}]}}\n");
        if (readsState)
            text.Append("  - {name: paused, when: {state: 'vm.status == \"paused\"', for: 10m}, then: [{log: {message: paused}}]}\n");
        return text.ToString();
    }
}
