using System.Text.RegularExpressions;

namespace Reactor.Tests.Documentation;

/// <summary>
/// Each block of the documents that a shell takes is run by a test, or said not to have been tried. Lines behind a prompt (<c>$ reactor</c>) are
/// for <see cref="DocumentCommandTests"/>.
/// </summary>
public sealed partial class ShellBlockTests
{
    // Who runs the others. What stands in the scripts below packaging/systemd is found there.
    private static readonly (string Document, Func<string, bool> Block, string RunBy)[] s_run =
    [
        ("docs/api.md", block => block.StartsWith("curl ", StringComparison.Ordinal) || block.Contains("=$(curl ", StringComparison.Ordinal), "ApiDocumentTests"),
        ("docs/api.md", block => block.StartsWith("export REACTOR=", StringComparison.Ordinal), "ApiDocumentTests sets both"),
        ("docs/connecting.md", block => block.StartsWith("qemu-system-", StringComparison.Ordinal), "EndToEnd.ConnectingTests"),
        ("docs/engines.md", block => block.Contains("nrules", StringComparison.Ordinal), "nobody: they need packages that other builds do without"),
        ("docs/guide.md", block => !block.Contains("sudo", StringComparison.Ordinal), "EndToEnd.GuideTests, EndToEnd.Long.CloneTests"),
        ("README.md", block => block == "./reactor demo\n", "EndToEnd.DemoTests"),
        ("README.md", block => block == "./test.sh\n", "whoever reads this"),
        ("README.md", block => block.StartsWith("packaging/publish.sh", StringComparison.Ordinal), "EndToEnd.Long.PublishedPackage"),
        ("README.md", block => Readme().IsMatch(block), "EndToEnd.ReadmeTests"),
    ];

    [Fact]
    public void Shell_blocks_are_run_by_a_test_or_said_not_to_have_been_tried()
    {
        var scripts = string.Join('\n', Directory.GetFiles(Path.Combine(Repository.Root, "packaging/systemd"), "test*.sh").Select(File.ReadAllText));
        var booted = Documented().Matches(scripts).Select(match => (Document: "docs/" + match.Groups[1].Value, Words: match.Groups[2].Value)).ToList();
        var blocks = Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Select(file => "docs/" + Path.GetFileName(file)).Append("README.md").SelectMany(Blocks).ToList();

        var left = blocks.Where(block => !block.IsNotTried && !s_run.Any(run => run.Document == block.Document && run.Block(block.Text))
            && !booted.Exists(words => words.Document == block.Document && block.Text.Contains(words.Words, StringComparison.Ordinal)));

        Assert.True(blocks.Count > 30, "the documents lost their commands");
        Assert.Empty(left.Select(block => $"{block.Document}: {block.Text}"));
        Assert.All(s_run, run => Assert.Contains(blocks, block => block.Document == run.Document && run.Block(block.Text)));
        Assert.All(booted, words => Assert.Contains(words.Words, File.ReadAllText(Path.Combine(Repository.Root, words.Document)), StringComparison.Ordinal));
    }

    // A block is not tried where its bullet, or else its section, says so.
    private static IEnumerable<(string Document, string Text, bool IsNotTried)> Blocks(string document)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, document));
        return ShellBlock().Matches(text).Select(match =>
        {
            var indentation = match.Groups[1].Value;
            var before = text[..match.Index];
            var place = before[Math.Max(0, before.LastIndexOf(indentation.Length > 0 ? "\n- " : "\n## ", StringComparison.Ordinal))..];
            return (document, match.Groups[2].Value.Replace("\n" + indentation, "\n", StringComparison.Ordinal)[indentation.Length..], place.Contains("not tried", StringComparison.OrdinalIgnoreCase));
        });
    }

    [GeneratedRegex("^( *)```sh\n(.*?)^ *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex("documented ([a-z]+\\.md) ['\"]?([^'\"\n)|]+)")]
    private static partial Regex Documented();

    [GeneratedRegex("^qemu-system-|my/hook\\.key|--config my$", RegexOptions.Multiline)]
    private static partial Regex Readme();
}
