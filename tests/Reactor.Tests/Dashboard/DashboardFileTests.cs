using System.Text;
using System.Text.RegularExpressions;
using Reactor.Dashboard;

namespace Reactor.Tests.Dashboard;

/// <summary>What the pages are made of, as text.</summary>
public sealed partial class DashboardFileTests
{
    public static TheoryData<string> Paths => new(DashboardFile.All.Select(file => file.Path));

    [Theory]
    [MemberData(nameof(Paths))]
    public void File_asks_for_nothing_from_elsewhere(string path) =>
        Assert.DoesNotContain(Elsewhere().Matches(TextOf(path)).Select(match => match.Value), address => !address.StartsWith("http://www.w3.org/", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Paths))]
    public void File_makes_no_markup_of_text(string path) => Assert.DoesNotMatch(@"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|new Function", TextOf(path));

    [Fact]
    public void Page_has_no_script_and_no_style_in_it() => Assert.DoesNotMatch(@"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", TextOf("/"));

    [Fact]
    public void Modules_that_are_imported_are_there()
    {
        var files = DashboardFile.All.Select(file => file.Path).ToHashSet();
        var imported = from file in DashboardFile.All
                       from Match match in Import().Matches(Encoding.UTF8.GetString(file.Content.Span))
                       select new Uri(new Uri("http://reactor" + file.Path), match.Groups[1].Value).AbsolutePath;

        Assert.All(imported, path => Assert.Contains(path, files));
    }

    private static string TextOf(string path) => Encoding.UTF8.GetString(DashboardFile.All.Single(file => file.Path == path).Content.Span);

    [GeneratedRegex(@"(?:https?:)?//[a-z0-9.-]+\.[a-z]+[^""'\s]*", RegexOptions.IgnoreCase)]
    private static partial Regex Elsewhere();

    [GeneratedRegex(@"^import .* from '([^']+)';", RegexOptions.Multiline)]
    private static partial Regex Import();
}
