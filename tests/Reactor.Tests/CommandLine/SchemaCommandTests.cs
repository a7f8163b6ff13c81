using System.Text.Json.Nodes;
using Reactor.CommandLine;

namespace Reactor.Tests.CommandLine;

public sealed class SchemaCommandTests
{
    [Theory]
    [InlineData("rules", "#/$defs/rule-file")]
    [InlineData("config", "#/$defs/main-configuration")]
    [InlineData("tests", "#/$defs/test-file")]
    public async Task Schema_of_one_kind_of_file_is_printed(string kind, string root)
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await terminal.RunAsync("schema", kind));

        var schema = JsonNode.Parse(terminal.Out)!;
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema["$schema"]!.GetValue<string>());
        Assert.Equal(root, schema["$ref"]!.GetValue<string>());
    }

    [Fact]
    public async Task Schema_without_a_kind_prints_all_by_name()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await terminal.RunAsync("schema"));

        Assert.Equal(["rules", "config", "inventory", "tests"], JsonNode.Parse(terminal.Out)!.AsObject().Select(s => s.Key));
    }

    [Fact]
    public async Task Schema_into_a_folder_writes_the_files_and_names_them()
    {
        using var folder = new TestFolder();
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await terminal.RunAsync("schema", "--output-dir", folder.File("new")));

        var files = Directory.GetFiles(folder.File("new")).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(["inventory.schema.json", "reactor.schema.json", "rules.schema.json", "tests.schema.json"], files.Select(Path.GetFileName));
        Assert.All(files, f => Assert.Contains(f, terminal.Out, StringComparison.Ordinal));
        Assert.All(files, f => Assert.NotNull(JsonNode.Parse(File.ReadAllText(f))!["$defs"]));
    }

    [Fact]
    public async Task Schema_of_an_unknown_kind_is_a_usage_error()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Usage, await terminal.RunAsync("schema", "alerts"));
        Assert.Contains("alerts", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schema_into_a_folder_without_a_name_is_a_usage_error() =>
        Assert.Equal(ExitCode.Usage, await new TestTerminal().RunAsync("schema", "--output-dir", ""));
}
