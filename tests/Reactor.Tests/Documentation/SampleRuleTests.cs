using System.Text.RegularExpressions;
using Reactor.CommandLine;

namespace Reactor.Tests.Documentation;

/// <summary>The rule tests that come with the samples and with the comparison of rule languages, run as a user would.</summary>
public sealed partial class SampleRuleTests
{
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(PathOf("config/tests"), "*.yaml").Append(PathOf("docs/comparison/tests.yaml")).Select(p => Path.GetRelativePath(PathOf(""), p)).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Rule_tests_of_the_repository_pass(string file)
    {
        var terminal = new TestTerminal();

        var code = await terminal.RunAsync("test", PathOf(file));

        Assert.True(code == ExitCode.Fine, terminal.Out + terminal.Error);
        Assert.Matches("^[1-9][0-9]* passed, 0 failed$", terminal.Out.TrimEnd().Split('\n')[^1]);
    }

    [Fact]
    public async Task Samples_are_checked_without_a_warning()
    {
        var terminal = new TestTerminal();

        Assert.True(await terminal.RunAsync("check", "--deny-warnings", PathOf("config/reactor.yaml")) == ExitCode.Fine, terminal.Out + terminal.Error);
    }

    [Fact]
    public async Task Rule_tests_of_the_samples_use_every_rule()
    {
        var terminal = new TestTerminal();
        string[] files = [.. Directory.GetFiles(PathOf("config/tests"), "*.yaml")];

        Assert.True(await terminal.RunAsync(["test", "--coverage", .. files]) == ExitCode.Fine, terminal.Out + terminal.Error);

        // What is switched off is not used, and there is one such rule.
        Assert.DoesNotMatch("(?m)^  (?!vm-connected)[a-z0-9-]+: not used: fired", terminal.Out);
    }

    [Fact]
    public async Task Rule_test_of_the_readme_prints_what_is_shown()
    {
        var terminal = new TestTerminal();
        await terminal.RunAsync("test", PathOf("config/tests/guest.yaml"), "--run", "storm");

        Assert.Contains(terminal.Out.Replace(PathOf("") + "/", "", StringComparison.Ordinal), File.ReadAllText(PathOf("README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rule_test_of_the_reference_passes_on_the_samples()
    {
        using var folder = new TestFolder();
        folder.Write("rules/runbooks.yaml", await File.ReadAllTextAsync(PathOf("config/rules/runbooks.yaml")));
        var shown = TestFile().Match(await File.ReadAllTextAsync(PathOf("docs/rule-tests.md"))).Groups[1].Value;
        var terminal = new TestTerminal();

        Assert.True(await terminal.RunAsync("test", folder.Write("tests/shown.yaml", shown)) == ExitCode.Fine, terminal.Out + terminal.Error);

        Assert.EndsWith("1 passed, 0 failed\n", terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Rule_in_code_of_the_documents_is_that_of_the_samples()
    {
        var shown = CodeBlock().Match(File.ReadAllText(PathOf("docs/engines.md"))).Groups[1].Value.Split('\n').Where(line => line.Trim() is not ("" or "...")).ToArray();

        // What is shown is left as it is in the sample, and in its order.
        var found = 0;
        foreach (var line in File.ReadLines(PathOf("samples/code-rules/Rules/DisksFailingOnOneHost.cs")))
        {
            found += found < shown.Length && line == shown[found] ? 1 : 0;
        }
        Assert.True(shown.Length > 10, "the document lost its rule");
        Assert.True(found == shown.Length, $"the sample has no line: {shown.ElementAtOrDefault(found)}");
    }

    [Fact]
    public void Comparison_names_only_rules_that_there_are_and_every_one_of_them()
    {
        var rules = RuleName().Matches(File.ReadAllText(PathOf("docs/comparison/rules.yaml"))).Select(m => m.Groups[1].Value).ToArray();
        var rows = File.ReadAllLines(PathOf("docs/comparison.md")).Where(l => l.StartsWith('|')).Skip(2).ToArray();
        var named = rows.SelectMany(row => Named().Matches(row.Split('|')[^2]).Select(m => m.Groups[1].Value)).ToHashSet();

        Assert.NotEmpty(rows);
        Assert.Equal(rules.Order(), named.Where(n => !n.Contains(' ', StringComparison.Ordinal)).Order());
    }

    private static string PathOf(string relative)
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Reactor.sln")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("The tests don't run inside of the repository.");
        }

        return Path.Combine(root, relative);
    }

    [GeneratedRegex(@"^  - name: (\S+)", RegexOptions.Multiline)]
    private static partial Regex RuleName();

    [GeneratedRegex("^```yaml\n(rule_files:.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex TestFile();

    [GeneratedRegex("^```csharp\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Named();
}
