using System.Text.RegularExpressions;

namespace Reactor.Tests.Documentation;

/// <summary>
/// Each block of the documents in whatever language is looked at by a test, so that what it shows stays true. Those that a shell takes are for <see cref="ShellBlockTests"/>.
/// </summary>
public sealed partial class BlockTests
{
    private const string Drawing = "who reads it";

    // Which class or script looks at them: of a document, in a language, those that begin so.
    private static readonly (string Document, string Language, string Begin, string LookedAtBy)[] s_looked =
    [
        ("", "sh", "", "ShellBlockTests"),
        ("", "yaml", "", "ExampleTests"),
        ("", "console", "$ reactor ", "DocumentCommandTests"),
        ("README.md", "console", "Reactor demo:", "DemoTests"),
        ("README.md", "console", "my/first.rules.yaml:", "ReadmeTests"),
        ("README.md", "console", "$ ./reactor test ", "SampleRuleTests"),
        ("docs/api.md", "", "id: ", "ApiDocumentTests"),
        ("docs/connecting.md", "xml", "<", "packaging/systemd/test-libvirt.sh"),
        ("docs/connecting.md", "", "/run/vms/*.qmp rw,", "packaging/systemd/test-libvirt.sh"),
        ("docs/engines.md", "csharp", "[CodeRule(", "SampleRuleTests"),
        ("docs/metrics.md", "yml", "scrape_configs:", "MonitoringFilesTests"),
        ("docs/operating.md", "ini", "[Service]", "packaging/systemd/test-life.sh"),
        ("docs/rules.md", "json", "{", "AlertTests"),
        ("docs/architecture.md", "", "/user/reactor ", "ArchitectureDocumentTests"),
        ("docs/architecture.md", "", "QEMU ", Drawing),
        ("README.md", "", "QEMU ", Drawing),
    ];

    [Fact]
    public void Blocks_are_looked_at_by_a_test_each_of_them()
    {
        var blocks = Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Select(file => "docs/" + Path.GetFileName(file)).Append("README.md")
            .SelectMany(document => Block().Matches(File.ReadAllText(Path.Combine(Repository.Root, document)))
                .Select(match => (Document: document, Language: match.Groups["language"].Value, Text: match.Groups["text"].Value.TrimStart()))).ToList();

        Assert.Empty(blocks.Where(block => !s_looked.Any(by => Is(block, by))).Select(block => $"{block.Document}: {block.Text}"));
        Assert.All(s_looked, by => Assert.Contains(blocks, block => Is(block, by)));
    }

    [Fact]
    public void Tests_that_are_said_to_look_at_blocks_are_there()
    {
        var tests = Directory.GetFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).ToHashSet();

        Assert.DoesNotContain(s_looked, by => by.LookedAtBy != Drawing && !tests.Contains(by.LookedAtBy) && !File.Exists(Path.Combine(Repository.Root, by.LookedAtBy)));
    }

    private static bool Is((string Document, string Language, string Text) block, (string Document, string Language, string Begin, string) by) =>
        (by.Document.Length == 0 || by.Document == block.Document) && by.Language == block.Language && block.Text.StartsWith(by.Begin, StringComparison.Ordinal);

    [GeneratedRegex("^(?<indent> *)```(?<language>[a-z]*)\n(?<text>.*?)^\\k<indent>```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
