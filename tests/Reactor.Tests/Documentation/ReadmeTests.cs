using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Reactor.CommandLine;

namespace Reactor.Tests.Documentation;

/// <summary>What the README says is true.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Root = FindRoot();
    private static readonly string Readme = File.ReadAllText(Path.Combine(Root, "README.md"));

    [Fact]
    public async Task First_rule_of_the_readme_is_right()
    {
        using var folder = new TestFolder();
        var blocks = YamlBlock().Matches(Readme).Select(m => Dedent(m.Groups[1].Value)).ToList();
        Assert.Equal(2, blocks.Count);
        folder.Write("reactor.yaml", blocks[0]);
        folder.Write("first.rules.yaml", blocks[1]);
        folder.Write("hook.key", "whsec_" + Convert.ToBase64String(new byte[32]));
        var terminal = new TestTerminal();

        var code = await terminal.RunAsync("check", "--deny-warnings", folder.Path);

        Assert.True(code == ExitCode.Fine, terminal.Out);
        Assert.Contains("1 rule", terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_of_the_documents_exist()
    {
        var known = ReactorCommandLine.Root(new TestTerminal().Terminal).Subcommands.Select(c => c.Name).ToHashSet();
        var documents = Directory.GetFiles(Path.Combine(Root, "docs"), "*.md").Prepend(Path.Combine(Root, "README.md"));
        var named = documents.SelectMany(d => Command().Matches(File.ReadAllText(d))).Select(m => m.Groups[1].Value).ToHashSet();

        Assert.Subset(named, new HashSet<string> { "check", "run", "schema", "test" });
        Assert.Empty(named.Except(known));
    }

    [Fact]
    public void Command_lines_of_the_documents_are_right()
    {
        var root = ReactorCommandLine.Root(new TestTerminal().Terminal);
        var lines = Directory.GetFiles(Path.Combine(Root, "docs"), "*.md").SelectMany(File.ReadAllLines).Where(l => l.StartsWith("$ reactor ", StringComparison.Ordinal)).Select(l => l[10..]).ToList();

        Assert.Contains(lines, l => l.StartsWith("silence add", StringComparison.Ordinal));
        Assert.All(lines, l => Assert.True(root.Parse(CommandLineParser.SplitCommandLine(l.Replace('\'', '"')).ToList()).Errors is [], l));
    }

    [Fact]
    public void Documents_are_listed_in_the_readme_each_of_them()
    {
        var listed = Readme[Readme.IndexOf("## Documents", StringComparison.Ordinal)..];

        Assert.All(Directory.GetFiles(Path.Combine(Root, "docs"), "*.md"), d => Assert.Contains($"(docs/{Path.GetFileName(d)})", listed, StringComparison.Ordinal));
    }

    [Fact]
    public void Links_of_the_documents_lead_somewhere()
    {
        var documents = Directory.GetFiles(Path.Combine(Root, "docs"), "*.md").Append(Path.Combine(Root, "README.md")).Append(Path.Combine(Root, "CONTRIBUTING.md"));

        Assert.DoesNotContain(documents.SelectMany(d => Link().Matches(File.ReadAllText(d)).Select(m => (Document: d, Path: m.Groups[1].Value, Heading: m.Groups[2].Value))), l => !Leads(l.Document, l.Path, l.Heading));
    }

    [Fact]
    public async Task Output_of_check_in_the_readme_is_what_check_prints()
    {
        using var folder = new TestFolder();
        var shown = CheckBlock().Match(Readme).Groups[1].Value;
        folder.Write("reactor.yaml", "version: 1\nrules: [\"*.rules.yaml\"]\ntargets:\n  oncall: {webhook: {url: \"http://127.0.0.1:9/\"}}\n");
        folder.Write("first.rules.yaml", """
            version: 1
            rules:
              - name: child-bad
                when: {event: QUORUM_REPORT_BADD}
                limit: {once_per: 10 minutes}
                then: [{send: {to: onkall}}]
              - name: panicked
                when: {event: GUEST_PANICKED, if: 'data.action == "puase"'}
                then: [{log: {message: "{{ vm.nmae }} panicked"}}]
            """);
        var terminal = new TestTerminal();

        await terminal.RunAsync("check", folder.Path);

        Assert.Equal(shown.Trim(), terminal.Out.Replace(folder.Path, "my", StringComparison.Ordinal).Trim());
    }

    private static string Dedent(string text)
    {
        var lines = text.Split('\n');
        var indent = lines.Where(l => l.Trim().Length > 0).Min(l => l.Length - l.TrimStart().Length);
        return string.Join('\n', lines.Select(l => l.Length >= indent ? l[indent..] : l));
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Reactor.sln")))
        {
            folder = folder.Parent;
        }
        return folder?.FullName ?? throw new InvalidOperationException("the tests don't run inside of the checkout");
    }

    [GeneratedRegex(@"```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlock();

    [GeneratedRegex(@"(?:\./|`)reactor ([a-z]+)")]
    private static partial Regex Command();

    // A heading's anchor: lower case, without marks, words joined by dashes.
    private static bool Leads(string document, string path, string heading)
    {
        var target = path.Length == 0 ? document : Path.GetFullPath(path, Path.GetDirectoryName(document)!);
        return Path.Exists(target) && (heading.Length == 0 || File.ReadAllLines(target).Any(line => line.StartsWith('#')
            && string.Concat(line.TrimStart('#').Trim().ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-') == heading));
    }

    [GeneratedRegex(@"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"```console\n(my/.*?)```", RegexOptions.Singleline)]
    private static partial Regex CheckBlock();
}
