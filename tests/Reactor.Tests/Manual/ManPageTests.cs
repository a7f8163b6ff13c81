using Reactor.CommandLine;
using Reactor.Manual;
using Reactor.Tests.Packaging;

namespace Reactor.Tests.Manual;

public sealed class ManPageTests
{
    private static readonly CommandEntry s_root = CommandEntry.Of(ReactorCommandLine.Root(new TestTerminal().Terminal));
    private static readonly string s_folder = Path.Combine(Repository.Root, "packaging/man");

    public static TheoryData<string> Commands => [.. s_root.All.Select(command => command.Path)];

    [Fact]
    public void Shipped_pages_are_those_of_the_commands()
    {
        var expected = ManPage.Pages(s_root).ToDictionary(ManPage.FileOf, page => ManPage.Write(page, s_root));
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            foreach (var (file, text) in expected)
            {
                File.WriteAllText(Path.Combine(s_folder, file), text);
            }
        }

        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), Directory.GetFiles(s_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(expected, page => Assert.Equal(page.Value, File.ReadAllText(Path.Combine(s_folder, page.Key))));
    }

    [ToolFact("man")]
    public async Task Formatter_has_nothing_to_say_against_them()
    {
        foreach (var page in Directory.GetFiles(s_folder))
        {
            var (code, output) = await Tool.RunAsync("sh", "-c", "LC_ALL=C.UTF-8 MANWIDTH=100 man --warnings -E UTF-8 -l -Tutf8 -Z \"$1\" 2>&1 >/dev/null", "sh", page);
            Assert.True(code == 0 && output.Length == 0, $"{page}: {output}");
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_says_what_it_does_and_gives_an_example_of_itself(string path)
    {
        var command = s_root.All.Single(each => each.Path == path);

        Assert.NotEmpty(command.Summary);
        Assert.NotEmpty(command.ExampleLines);
        Assert.All(command.ExampleLines, line => Assert.Contains("reactor", line, StringComparison.Ordinal));
        Assert.Contains(command.ExampleLines, line => line.StartsWith(command.Commands.Count > 0 ? "reactor" : path.Split(" list")[0], StringComparison.Ordinal));
        Assert.All(command.Options, option => Assert.NotEmpty(option.Value.Description));
        Assert.All(command.Arguments, argument => Assert.NotEmpty(argument.Description));
    }

    [Fact]
    public void Rows_are_printed_as_a_table_or_as_json()
    {
        string[] none = ["reactor", "reactor run", "reactor init", "reactor actions", "reactor schema", "reactor completion", "reactor man", "reactor version", "reactor help", "reactor targets enable"];

        Assert.Equal(none.Order(StringComparer.Ordinal), s_root.All.Where(command => !command.Options.Any(o => o.Names.Contains("--output"))).Select(command => command.Path).Order(StringComparer.Ordinal));
        Assert.All(s_root.All.SelectMany(command => command.Options).Where(o => o.Names.Contains("--output")), option => Assert.Equal(["table", "json"], option.Value.Words));
    }

    [Fact]
    public void Nothing_in_a_text_is_an_order_to_the_formatter()
    {
        var entry = CommandEntry.Of(new System.CommandLine.RootCommand(".so /etc/passwd\n'so\n-a\\b\n\nExample:\n  reactor .x"));

        var page = ManPage.Write(entry, entry);

        Assert.Contains("\\&.so /etc/passwd\n", page, StringComparison.Ordinal);
        Assert.Contains("\n\\(aqso\n", page, StringComparison.Ordinal);
        Assert.Contains("\\-a\\eb\n", page, StringComparison.Ordinal);
    }
}
