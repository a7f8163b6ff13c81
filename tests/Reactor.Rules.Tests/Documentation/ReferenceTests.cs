using System.Text.RegularExpressions;
using Reactor.Rules.Tests.Loading;

namespace Reactor.Rules.Tests.Documentation;

/// <summary>The reference in docs/ is what the loader does.</summary>
public sealed partial class ReferenceTests
{
    private static readonly string[] s_files = ["rules", "rule-tests", "targets"];

    public static IEnumerable<object[]> Files => s_files.Select(f => (object[])[f]);

    [Theory]
    [MemberData(nameof(Files))]
    public void Reference_is_made_from_its_template(string file) => Golden.File($"docs/{file}.md", Written(file));

    [Fact]
    public void Reference_has_every_map_of_the_files_once()
    {
        var told = s_files.SelectMany(f => KeysDirective().Matches(Template(f))).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(Reference.Maps.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Links_of_the_reference_lead_somewhere(string file)
    {
        string text = Written(file);
        foreach (Match link in InnerLink().Matches(text))
        {
            string other = link.Groups["file"].Value;
            if (other.EndsWith("README.md", StringComparison.Ordinal))
                continue;
            string name = Path.GetFileNameWithoutExtension(other);
            string target = other.Length == 0 ? text : PageOf($"docs/{name}.md");
            if (link.Groups["anchor"].Value is { Length: > 0 } anchor)
                Assert.Contains(anchor, Heading().Matches(target).Select(h => Anchor(h.Groups[1].Value)));
        }
    }

    /// <summary>The text of a page; of one that is made, as it is to be: its file may be about to be written anew.</summary>
    public static string PageOf(string path) =>
        s_files.FirstOrDefault(f => path == $"docs/{f}.md") is { } made ? Written(made) : File.ReadAllText(Repository.PathOf(path));

    private static string Written(string file) => Reference.Write(Template(file));

    private static string Template(string file) => File.ReadAllText(Repository.PathOf($"tests/Reactor.Rules.Tests/Documentation/{file}.template.md"));

    // As GitHub makes them.
    private static string Anchor(string heading) =>
        new([.. heading.ToLowerInvariant().Replace(' ', '-').Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')]);

    [GeneratedRegex("^<!-- keys: (\\S+) -->$", RegexOptions.Multiline)]
    private static partial Regex KeysDirective();

    [GeneratedRegex(@"\]\((?!http)(?<file>[^)#]*)(?:#(?<anchor>[^)]+))?\)")]
    private static partial Regex InnerLink();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
