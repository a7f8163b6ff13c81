using System.Globalization;
using System.Text;
using System.Text.Json;
using Reactor.Bench.Engine;
using StandIn;

namespace Reactor.Bench.Sockets;

/// <summary>The same rules for each reader.</summary>
internal static class SocketConfiguration
{
    /// <summary>Writes a daemon's; its path.</summary>
    public static string Write(string folder, int vms, int rules)
    {
        Directory.CreateDirectory(Path.Combine(folder, "store"));
        var text = new StringBuilder("version: 1\nnode: {name: bench}\nrules: [rules.yaml]\nstore: {sqlite: {path: store/reactor.db}}\nvms:\n");
        for (var number = 1; number <= vms; number++)
            text.Append(CultureInfo.InvariantCulture, $"  - {{name: {StandInNames.Name(number)}, qmp: \"unix:{StandInNames.Socket(folder, number)}\", labels: {{env: prod, role: db, team: data}}}}\n");
        var path = Path.Combine(folder, "reactor.yaml");
        File.WriteAllText(path, text.ToString());
        File.WriteAllText(Path.Combine(folder, "rules.yaml"), ManyRules.Text(rules, Conditions.Different));
        return path;
    }

    /// <summary>Writes what a client by hand looks for; its path.</summary>
    public static string WriteConditions(string folder, int rules)
    {
        var path = Path.Combine(folder, "conditions.json");
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(Enumerable.Range(0, rules)
            .GroupBy(i => ManyRules.Named[i % ManyRules.Spread])
            .ToDictionary(of => of.Key.Name, of => of.Select(i => new[] { ManyRules.TextField(of.Key), $"none-{i}" }))));
        return path;
    }
}
