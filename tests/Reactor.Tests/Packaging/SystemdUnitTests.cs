using System.Text.Json.Nodes;

namespace Reactor.Tests.Packaging;

public sealed class SystemdUnitTests : IDisposable
{
    // 10 is no hardening at all. What is left out is left out for a reason, which the unit tells.
    private const string MostExposure = "20";

    private static readonly string s_unit = Path.Combine(Repository.Root, "packaging/systemd/reactor.service");

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [ToolFact("systemd-analyze")]
    public async Task Unit_is_understood_to_the_last_key()
    {
        // The program isn't installed here.
        var unit = _folder.Write("reactor.service", File.ReadAllText(s_unit).Replace("/usr/bin/reactor", "/bin/true", StringComparison.Ordinal));

        // It warns of keys that it doesn't know, and ends with 0.
        Assert.Equal((0, ""), await Tool.RunAsync("systemd-analyze", "--man=no", "verify", unit));
    }

    [ToolFact("systemd-analyze")]
    public async Task Unit_is_exposed_no_more_than_the_product_needs()
    {
        var (code, output) = await Tool.RunAsync("systemd-analyze", "security", "--offline=true", $"--threshold={MostExposure}", "--no-pager", s_unit);

        Assert.True(code == 0, output);
    }

    [ToolFact("systemd-analyze")]
    public async Task Unit_tells_why_it_leaves_out_what_it_does()
    {
        var (_, output) = await Tool.RunAsync("systemd-analyze", "security", "--offline=true", "--json=short", s_unit);
        var comments = string.Join('\n', File.ReadLines(s_unit).Where(line => line.StartsWith('#')));

        // Such as ProtectProc=, SystemCallFilter=~@resources, RestrictAddressFamilies=~AF_(INET|INET6), RootDirectory=/RootImage=.
        var left = JsonNode.Parse(output)!.AsArray().Where(check => (bool?)check!["set"] == false).Select(check => ((string)check!["name"]!).Split("=~"))
            .Select(name => name is [_, var part] ? part.Replace("(", "", StringComparison.Ordinal).Split('|')[0] : name[0].Split('=')[0]).ToList();

        Assert.NotEmpty(left);
        Assert.All(left, name => Assert.Contains(name, comments, StringComparison.Ordinal));
    }

    [Fact]
    public void Manager_is_the_last_to_give_up_on_a_stop()
    {
        var seconds = File.ReadLines(s_unit).Where(line => line.StartsWith("TimeoutStopSec=", StringComparison.Ordinal)).Select(line => int.Parse(line["TimeoutStopSec=".Length..], System.Globalization.CultureInfo.InvariantCulture)).Single();

        Assert.True(TimeSpan.FromSeconds(seconds) > Reactor.Running.ReactorHost.LongestStop);
    }
}
