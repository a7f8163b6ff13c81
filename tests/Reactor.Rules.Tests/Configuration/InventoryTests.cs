using Reactor.Rules.Loading;
using Reactor.Rules.Tests.Loading;

namespace Reactor.Rules.Tests.Configuration;

public sealed class InventoryTests
{
    private const string Uuid = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
    private const string Config = "version: 1\nvms: [{name: a, qmp: \"unix:/a\"}]\ninventory: [\"inv/*.yaml\"]\n";

    [Fact]
    public void Most_exact_entry_wins_label_by_label_and_globs_in_their_order()
    {
        var inventory = Load(
            "version: 1\nvms:\n  \"*\": {labels: {glob: first, who: glob}, host: h1}\n  web1: {labels: {who: name, name: n}}\n",
            $"version: 1\nvms:\n  {Uuid.ToUpperInvariant()}: {{labels: {{who: uuid}}, host: h9}}\n  \"web*\": {{labels: {{glob: second, other: o}}}}\n").Configuration!.Inventory;

        var (labels, host) = inventory.Find(Uuid, "web1");

        Assert.Equal(("h9", "uuid", "n", "first", "o"), (host, labels["who"], labels["name"], labels["glob"], labels["other"]));
        Assert.Equal(("h1", "name"), (inventory.Find(null, "web1").Host, inventory.Find(null, "web1").Labels["who"]));
        Assert.False(inventory.Find(null, "db1").Labels.ContainsKey("other"));
    }

    [Fact]
    public void Faults_are_told_with_their_places()
    {
        var result = Load("version: 1\nvms:\n  web1: {lables: {a: b}}\n", "version: 1\nvms:\n  web1: {}\n  web1x: {host: ''}\nrules: []\n");

        Golden.Equal(
            """
            inv/1.yaml 3:10+6 unknown-key: unknown key `lables` in an inventory entry | did you mean labels?
            inv/2.yaml 3:3+4 duplicate-name: web1 has an entry already, in inv/1.yaml:3:3
            inv/2.yaml 4:17+2 bad-value: a host's name is expected, and this is empty
            inv/2.yaml 5:1+5 unknown-key: unknown key `rules` in an inventory file | rules stand in rule files
            """,
            string.Join("\n", result.Diagnostics.Select(d => $"{d.File} {Loaded.Lines([d])}")));
    }

    private static LoadResult Load(string first, string second) =>
        ReactorLoader.Load("reactor.yaml", new MemoryFiles { ["reactor.yaml"] = Config, ["inv/1.yaml"] = first, ["inv/2.yaml"] = second });
}
