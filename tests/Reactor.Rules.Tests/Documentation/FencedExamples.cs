using System.Text.RegularExpressions;
using Reactor.Rules.Tests.Loading;

namespace Reactor.Rules.Tests.Documentation;

/// <summary>The examples in fences of README.md and docs/.</summary>
internal static partial class FencedExamples
{
    /// <summary>All of one language, with the file and line that each begins at.</summary>
    public static IEnumerable<(string Place, string Text)> Of(string language)
    {
        string root = Repository.PathOf("");
        foreach (string file in Directory.GetFiles(Repository.PathOf("docs"), "*.md").Prepend(Repository.PathOf("README.md")).Order(StringComparer.Ordinal))
        {
            string path = Path.GetRelativePath(root, file), text = ReferenceTests.PageOf(path);
            foreach (Match block in Fence().Matches(text))
                if (block.Groups["language"].Value == language)
                    yield return ($"{path}:{text.AsSpan(0, block.Index).Count('\n') + 1}", Dedent(block.Groups["text"].Value));
        }
    }

    private static string Dedent(string text)
    {
        string[] lines = text.Split('\n');
        int indent = lines.Where(l => l.Trim().Length > 0).Min(l => l.Length - l.TrimStart().Length);
        return string.Join('\n', lines.Select(l => l.Length >= indent ? l[indent..] : l));
    }

    [GeneratedRegex("^(?<indent> *)```(?<language>[a-z]+)\n(?<text>.*?)^\\k<indent>```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
