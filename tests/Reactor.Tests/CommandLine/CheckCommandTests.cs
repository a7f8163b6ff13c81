using System.Text.Json.Nodes;
using Reactor.CommandLine;

namespace Reactor.Tests.CommandLine;

public sealed class CheckCommandTests
{
    private const string Rules = """
        version: 1
        rules:
          - name: reset
            when: {event: RESET}
            then: [{log: {message: "{{ vm.name }} was reset"}}]
        """;

    [Fact]
    public async Task Check_folder_with_right_files_counts_them_and_succeeds()
    {
        using var folder = new TestFolder();
        folder.Write("reactor.yaml", "version: 1\nvms: [{name: web1, qmp: \"unix:/run/qemu/web1.qmp\"}]\nrules: [\"rules/*.yaml\"]\n");
        folder.Write("rules/a.yaml", Rules);
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await terminal.RunAsync("check", folder.Path));
        Assert.Equal($"2 files, 1 rule: no errors, no warnings{Environment.NewLine}", terminal.Out);
    }

    [Fact]
    public async Task Check_rule_file_alone_warns_that_targets_are_not_checked()
    {
        using var folder = new TestFolder();
        var file = folder.Write("a.yaml", Rules.Replace("log: {message: \"{{ vm.name }} was reset\"}", "send: {to: oncall}", StringComparison.Ordinal));
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await terminal.RunAsync("check", file));
        Assert.Contains("warning", terminal.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadConfiguration, await terminal.RunAsync("check", file, "--deny-warnings"));
    }

    [Fact]
    public async Task Check_main_configuration_of_another_name_is_seen_as_one()
    {
        using var folder = new TestFolder();
        var file = folder.Write("prod.yaml", "version: 1\nvms: []\nstore: {sqlite: {path: x.db}}\n");
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await terminal.RunAsync("check", file));
    }

    [Fact]
    public async Task Check_folders_and_files_of_all_kinds_in_one_pass()
    {
        using var folder = new TestFolder();
        folder.Write("main/reactor.yaml", "version: 1\nvms: [{name: web1, qmp: \"unix:/run/qemu/web1.qmp\"}]\nrules: [a.yaml]\n");
        folder.Write("main/a.yaml", Rules);
        folder.Write("more/deep/b.yml", Rules.Replace("name: reset", "name: reset-b", StringComparison.Ordinal));
        var file = folder.Write("c.yaml", Rules.Replace("RESET", "RESETT", StringComparison.Ordinal));
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.BadConfiguration, await terminal.RunAsync("check", file, Path.Combine(folder.Path, "more"), Path.Combine(folder.Path, "main")));
        Assert.Contains("unknown event RESETT", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("a rule is named reset already", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("4 files: 2 errors, no warnings", terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_folder_without_files_says_what_is_missing()
    {
        using var folder = new TestFolder();
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.BadConfiguration, await terminal.RunAsync("check", folder.Path));
        Assert.Contains("no reactor.yaml and no rule files", terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_output_json_gives_one_finding_a_line()
    {
        using var folder = new TestFolder();
        var file = folder.Write("a.yaml", Rules.Replace("RESET", "RESETT", StringComparison.Ordinal).Replace("name: reset", "nmae: reset", StringComparison.Ordinal));
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.BadConfiguration, await terminal.RunAsync("check", file, "--output", "json"));
        var findings = terminal.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        Assert.Contains(findings, f => (int?)f["line"] == 4 && (string?)f["suggestion"] is { } s && s.Contains("RESET", StringComparison.Ordinal));
        Assert.Contains(findings, f => (int?)f["line"] == 3 && (string?)f["severity"] == "error");
    }

    [Fact]
    public async Task Check_missing_file_is_a_configuration_error_that_names_it()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.BadConfiguration, await terminal.RunAsync("check", "/nowhere/rules.yaml"));
        Assert.Contains("/nowhere/rules.yaml", terminal.Out, StringComparison.Ordinal);
    }
}
