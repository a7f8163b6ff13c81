using System.Text;
using System.Text.Json;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Steps;

/// <summary>What a guest says stands in arguments, variables and standard input as it was said, and nowhere else.</summary>
public class HostileTextTests
{
    private static readonly string[] s_atoms =
    [
        "'", "\"", "\\", "\n", "\r", "\t", "\0", " ", "$(id)", "`id`", "${HOME}", "--help", "-", "--", ";", "&&", "|", ">", "*", "~", "../", "%s", "{{ vm.name }}", "}}", "{secret:x}", "\u001b[2J", "\u202e",
        "\ud800", "\udc00", "\ud83d\ude00", "ü", "=", "a", "",
    ];

    private static readonly Rule s_rule = Do.Rule(
        "acts", Do.Exec("/bin/x", "{{ data.x }}", "--name={{ data.x }}") with { Environment = System.Collections.Immutable.ImmutableSortedDictionary<string, Reactor.Rules.Templates.TextTemplate>.Empty.Add("TICKET", Support.Make.Text("{{ data.x }}")) });

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 200)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Text_of_a_guest_is_one_argument_and_nothing_else(int seed)
    {
        var random = new Random(seed);
        var text = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => s_atoms[random.Next(s_atoms.Length)]));
        var lab = new StepLab(s_rule);

        lab.Fire(s_rule, $$"""{"x":"{{Escaped(text)}}"}""");
        var request = lab.LastRequest;

        var expected = Expected(text);
        Assert.Equal(["/bin/x", expected, "--name=" + expected], request.Arguments.ToArray());
        Assert.Equal([("TICKET", expected)], request.Environment.Select(variable => (variable.Key, variable.Value)).ToArray());
        using var stdin = JsonDocument.Parse(request.Stdin);
        Assert.Equal("acts", stdin.RootElement.GetProperty("data").GetProperty("rule").GetString());
    }

    [Fact]
    public void Text_that_is_long_is_cut_with_a_mark_and_more_than_a_request_may_have_fails_the_step_and_says_so()
    {
        var (once, often) = (new StepLab(s_rule), new StepLab(Do.Rule("acts", Do.Exec(["/bin/x", .. Enumerable.Repeat("{{ data.x }}", 5)]))));
        var data = $$"""{"x":"{{new string('x', 1024 * 1024)}}"}""";

        once.Fire(s_rule, data);
        often.Fire(Do.Rule("acts", Do.Exec(["/bin/x", .. Enumerable.Repeat("{{ data.x }}", 5)])), data);

        Assert.Equal(new string('x', (64 * 1024) - 1) + "…", once.LastRequest.Arguments[1]);
        Assert.Empty(often.Intents);
        Assert.Matches("what it is to do has [0-9]+ bytes, and 262144 are allowed", Assert.Single(often.Log));
    }

    // JSON can say every unit of UTF-16, half a pair too.
    private static string Escaped(string text) => string.Concat(text.Select(c => $"\\u{(int)c:x4}"));

    // Half a pair is no character; a NUL would end the argument.
    private static string Expected(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');
}
