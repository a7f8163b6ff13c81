using System.Text.RegularExpressions;
using Reactor.CommandLine;

namespace Reactor.Tests.Documentation;

/// <summary>Every recipe of docs/cookbook.md: its rules are right, and its tests pass and use all of them.</summary>
public sealed partial class CookbookTests
{
    private static readonly string s_text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "cookbook.md"));

    private static readonly string s_head = Yaml().Match(s_text).Groups[1].Value[..Yaml().Match(s_text).Groups[1].Value.IndexOf("tests:", StringComparison.Ordinal)];

    public static TheoryData<string> Recipes => new(Recipe().Matches(s_text).Select(recipe => recipe.Groups[1].Value));

    [Theory]
    [MemberData(nameof(Recipes))]
    public async Task Recipe_does_what_its_tests_say(string name)
    {
        using var folder = new TestFolder();
        var blocks = Yaml().Matches(Recipe().Matches(s_text).Single(recipe => recipe.Groups[1].Value == name).Value).Select(block => block.Groups[1].Value).ToList();
        Assert.Equal(2, blocks.Count);
        folder.Write("reactor.yaml", """
            version: 1
            rules: ["*.rules.yaml"]
            targets: {oncall: {webhook: {url: "http://127.0.0.1:9/"}}, storage: {webhook: {url: "http://127.0.0.1:9/"}}}
            budgets: {auto-restart: {max: 3, per: 1h, by: ['vm.id']}}
            windows: {sunday-patching: {days: [sun], from: "02:00", to: "05:00", zone: UTC}}
            """);
        folder.Write("recipe.rules.yaml", blocks[0]);
        folder.Write("recipe.test.yaml", "config: reactor.yaml\n" + s_head + blocks[1]);

        var check = new TestTerminal();
        Assert.True(await check.RunAsync("check", folder.Path) == ExitCode.Fine, check.Out + check.Error);
        var test = new TestTerminal();
        Assert.True(await test.RunAsync("test", folder.File("recipe.test.yaml"), "--coverage") == ExitCode.Fine, test.Out + test.Error);
        Assert.DoesNotContain("not used", test.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Recipes_are_found() => Assert.Equal(8, Recipes.Count);

    [GeneratedRegex("^## ([^\n]+)\n.*?(?=^## |\\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Recipe();

    [GeneratedRegex("^```yaml\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Yaml();
}
