using System.Text.Json.Nodes;
using EndToEnd.Daemon;
using EndToEnd.Lab;
using Reactor.CommandLine;
using Reactor.Demo;

namespace EndToEnd;

public sealed class DemoTests
{
    private static readonly string[] Founding =
    [
        "ACPI_DEVICE_OST", "BALLOON_CHANGE", "GUEST_PANICKED", "QUORUM_FAILURE", "QUORUM_REPORT_BAD", "SPICE_CONNECTED",
        "SPICE_DISCONNECTED", "SPICE_INITIALIZED", "VNC_CONNECTED", "VNC_DISCONNECTED", "VNC_INITIALIZED",
    ];

    [QemuFact]
    public async Task Demo_as_json_gives_a_reaction_to_every_founding_event_and_ends_with_success()
    {
        using var workspace = new Workspace();

        var result = await ReactorProcess.RunAsync(workspace, "demo", "--output", "json");

        Assert.True(result.Code == 0, result.Error);
        var reactions = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Empty(Founding.Except(reactions.Select(r => (string)r["event"]!)));
        Assert.All(reactions, r => Assert.False(string.IsNullOrEmpty((string?)r["rule"])));
    }

    [QemuFact]
    public async Task Demo_reaction_missing_names_it_and_fails()
    {
        var output = new StringWriter();
        var terminal = new Terminal { Out = output, Error = TextWriter.Null };

        // No time at all: whatever has not happened at once is missing.
        using var timeline = new DemoTimeline(terminal);
        var code = await DemoRun.RunAsync(terminal, timeline, TimeSpan.Zero, keep: false, CancellationToken.None);

        Assert.Equal(1, code);
        Assert.Contains("FAILED", output.ToString(), StringComparison.Ordinal);
    }

    [QemuFact]
    public async Task Demo_output_in_the_readme_is_what_the_demo_prints()
    {
        using var workspace = new Workspace();
        var readme = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "README.md"));
        var start = readme.IndexOf("Reactor demo:", StringComparison.Ordinal);
        var shown = readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)];

        var result = await ReactorProcess.RunAsync(workspace, "demo");

        Assert.Equal(0, result.Code);
        Assert.Equal(Story(result.Output), Story(shown));
    }

    /// <summary>Who did what and which rules reacted; times, ports and what follows from them differ from run to run.</summary>
    private static IEnumerable<string> Story(string text) => text.Split('\n')
        .Select(line => line.Trim())
        .Where(line => line.StartsWith("rule ", StringComparison.Ordinal) || line.StartsWith("event ", StringComparison.Ordinal) || line.Contains(" s  ", StringComparison.Ordinal))
        .Select(line => line.StartsWith("event ", StringComparison.Ordinal) ? string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..2]) : line)
        .Select(line => line.Contains(" s  ", StringComparison.Ordinal) ? line[line.IndexOf(" s  ", StringComparison.Ordinal)..] : line);
}
