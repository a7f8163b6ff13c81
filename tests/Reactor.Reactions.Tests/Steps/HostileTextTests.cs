using System.Text;
using System.Text.Json;
using Reactor.Cel;
using Reactor.Reactions.Steps;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
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

    private const int Mebibyte = 1024 * 1024;

    private static readonly Rule s_plain = Do.Rule("acts", Do.Exec("/bin/x"));

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

    [Theory]
    [InlineData("x")]
    [InlineData("\"")]
    [InlineData("\n")]
    [InlineData("\u0001")]
    [InlineData("ü")]
    [InlineData("\U0001F600")]
    public void Event_of_a_mebibyte_of_text_is_whole_on_standard_input_whatever_the_text_and_in_the_key_too(string atom)
    {
        var text = string.Concat(Enumerable.Repeat(atom, Mebibyte / Encoding.UTF8.GetByteCount(atom)));
        var (lab, data) = (new StepLab(s_plain), $$"""{"x":{{JsonSerializer.Serialize(text)}}}""");

        lab.Fire(s_plain, data, key: RuleKey.Of("id-vm1", ("p", CelValue.From(text))));

        using var stdin = JsonDocument.Parse(lab.LastRequest.Stdin);
        Assert.Equal(text, stdin.RootElement.GetProperty("data").GetProperty("event").GetProperty("data").GetProperty("x").GetString());
        Assert.Empty(lab.LastRequest.Cut);
        Assert.Empty(lab.Warnings);
    }

    [Fact]
    public void Own_input_of_a_mebibyte_of_text_is_whole_alone_and_in_a_map()
    {
        var text = new string('"', Mebibyte);
        var data = $$"""{"x":{{JsonSerializer.Serialize(text)}}}""";

        Assert.Equal(text, JsonDocument.Parse(Own("data.x", data).LastRequest.Stdin).RootElement.GetString());
        var whole = Own("data", data);
        Assert.Equal(text, JsonDocument.Parse(whole.LastRequest.Stdin).RootElement.GetProperty("x").GetString());
        Assert.Empty(whole.LastRequest.Cut);
        Assert.Empty(whole.Warnings);
    }

    [Fact]
    public void Input_beyond_its_bound_is_what_can_be_left_out_of_it_and_the_step_is_done_and_says_so()
    {
        var data = $$"""{"x":"{{new string('x', 10_000)}}"}""";
        var bounds = new StepBounds { MaxStdinBytes = 8_000 };
        var lab = new StepLab(bounds, s_plain);

        lab.Fire(s_plain, data);

        using var stdin = JsonDocument.Parse(lab.LastRequest.Stdin);
        Assert.Equal(data.Length, stdin.RootElement.GetProperty("data").GetProperty("event").GetProperty("omitted_bytes").GetInt32());
        Assert.Equal(["stdin"], lab.LastRequest.Cut.AsEnumerable());
        Assert.Contains("then[0].exec does not get all that was said: stdin", Assert.Single(lab.Warnings), StringComparison.Ordinal);
        Assert.Equal(1, lab.Runs.Counters.StepsCut);
        Assert.Equal(new string('x', 7_999) + "…", JsonDocument.Parse(Own("data.x", data, bounds).LastRequest.Stdin).RootElement.GetString());
        Assert.Equal(["stdin"], Own("data", data, bounds).LastRequest.Cut.AsEnumerable());
    }

    [Fact]
    public void Arguments_and_variables_that_are_long_are_cut_with_a_mark_and_the_step_is_done_and_says_so()
    {
        var lab = new StepLab(s_rule);

        lab.Fire(s_rule, $$"""{"x":"{{new string('x', Mebibyte)}}"}""");

        Assert.Equal(new string('x', (64 * 1024) - 3) + "…", lab.LastRequest.Arguments[1]);
        Assert.Equal(["argv[1]", "argv[2]", "env.TICKET"], lab.LastRequest.Cut.AsEnumerable());
        Assert.Contains("argv[1], argv[2], env.TICKET", Assert.Single(lab.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("\u0000")]
    [InlineData("ü")]
    [InlineData("\U0001F600")]
    public void Arguments_and_variables_never_have_more_bytes_than_the_system_takes_however_many_they_are(string atom)
    {
        var rule = Do.Rule("acts", Do.Exec(["/bin/x", .. Enumerable.Repeat("{{ data.x }}", 200)]));
        var lab = new StepLab(rule);

        lab.Fire(rule, $$"""{"x":{{JsonSerializer.Serialize(string.Concat(Enumerable.Repeat(atom, 200_000)))}}}""");

        Assert.InRange(lab.LastRequest.Arguments.Sum(Encoding.UTF8.GetByteCount), 1_000_000, Mebibyte + "/bin/x".Length);
        Assert.Equal(200, lab.LastRequest.Cut.Length);
    }

    private static StepLab Own(string cel, string data, StepBounds? bounds = null)
    {
        var rule = Do.Rule("acts", Do.Exec("/bin/x") with { Stdin = Support.Make.Cel(cel, ExpressionPlace.StepValue) });
        var lab = new StepLab(bounds ?? new StepBounds(), rule);
        lab.Fire(rule, data);
        return lab;
    }

    // JSON can say every unit of UTF-16, half a pair too.
    private static string Escaped(string text) => string.Concat(text.Select(c => $"\\u{(int)c:x4}"));

    // Half a pair is no character; a NUL would end the argument.
    private static string Expected(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');
}
