using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using Reactor.Cel;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Templates;
using Reactor.Rules.Tests.Engine;

namespace Reactor.Rules.Tests.Templates;

public sealed class TemplateTests
{
    private const string Data = """{"node-name":"c2","sector-num":18446744073709551615,"sectors-count":8,"type":"read","error":null,"deep":{"l":[1,"x",true]}}""";

    // Of no known event: nothing about `data` is checked.
    private static readonly RuleEnvironment s_environment = RuleVocabulary.Empty.ForEvents([]);

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("{{ vm.name }} on {{ host.name }}", "web1 on h1")]
    [InlineData("{{data[\"sector-num\"]}}", "18446744073709551615")]
    [InlineData("{{ data['sectors-count'] > 4 }} {{ 1.5 }} {{ duration('90s') }}", "true 1.5 90s")]
    [InlineData("{{ event.at }}", "2026-03-02T10:00:00Z")]
    [InlineData("a {{ data.nope }} b", "a <missing> b")]
    [InlineData("a {{ data.error }} b", "a <missing> b")]
    [InlineData("a {{ 1 / (data['sectors-count'] - 8) }} b", "a <missing> b")]
    [InlineData("{{ data.deep }}", """{"l":[1,"x",true]}""")]
    [InlineData("{{ \"{{\" }}x{{ '}}' }}", "{{x}}")]
    public void Render_text(string template, string expected) => Assert.Equal(expected, Text(template).Render(Activation(Data)));

    [Fact]
    public void Render_counts_what_is_missing()
    {
        Text("{{ data.a }} {{ vm.name }} {{ data.b }}").Render(Activation(Data), out var missing);

        Assert.Equal(2, missing);
    }

    [Fact]
    public void Render_long_text_is_cut()
    {
        var rendered = Text("{{ data.s }}{{ data.s }}").Render(Activation($$"""{"s":"{{new string('é', 60_000)}}"}"""));

        Assert.Equal(TextTemplate.MaxLength, rendered.Length);
        Assert.EndsWith("é…", rendered, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_inserted_text_is_not_a_template_itself() =>
        Assert.Equal("{{ vm.name }}", Text("{{ data.s }}").Render(Activation("""{"s":"{{ vm.name }}"}""")));

    [Theory]
    [InlineData("a {{ vm.nmae }}", 5, 7)]
    [InlineData("a {{   vm.name + }}", 16, 0)]
    [InlineData("{{ vm.name }} {{ vm.nmae }}", 17, 7)]
    public void Parse_error_is_told_at_its_place_in_the_text(string template, int offset, int length)
    {
        var parsed = TextTemplate.Parse(template, s_environment);

        Assert.Null(parsed.Value);
        var diagnostic = Assert.Single(parsed.Diagnostics);
        Assert.Equal((offset, length), (diagnostic.Offset, diagnostic.Length));
    }

    [Fact]
    public void Canonical_of_expressions_spelled_differently_is_one()
    {
        Assert.Equal(Text("a {{vm.name}}").Canonical, Text("a {{ vm[\"name\"] }}").Canonical);
        Assert.NotEqual(Text("a {{ vm.name }}").Canonical, Text("a vm.name").Canonical);
        Assert.NotEqual(Text("{{ '{{vm.name}}' }}").Canonical, Text("{{ vm.name }}").Canonical);
    }

    [Fact]
    public void Render_body_keeps_the_type_of_whole_leaves()
    {
        var body = BodyTemplate.Of(new BodyMap(
        [
            new("n", Leaf("{{ data['sector-num'] }}")),
            new("blanks", Leaf(" {{ data['sectors-count'] }}\n")),
            new("text", Leaf("n={{ data['sectors-count'] }}")),
            new("two", Leaf("{{ 1 }}{{ 2 }}")),
            new("list", Leaf("{{ data.deep.l }}")),
            new("map", Leaf("{{ data.deep }}")),
            new("missing", Leaf("{{ data.nope }}")),
            new("nan", Leaf("{{ 0.0 / 0.0 }}")),
            new("constant", Leaf("{ plain }")),
            new("items", new BodyList([new BodyConstant(CelValue.From(1)), new BodyConstant(CelValue.Null), Leaf("{{ true }}")])),
        ]));

        var json = Encoding.UTF8.GetString(body.Render(Activation(Data)));

        Assert.Equal(
            """{"n":18446744073709551615,"blanks":8,"text":"n=8","two":"12","list":[1,"x",true],"map":{"l":[1,"x",true]},"missing":null,"nan":null,"constant":"{ plain }","items":[1,null,true]}""",
            json);
        Assert.Equal("application/json", body.ContentType);
    }

    [Fact]
    public void Render_body_that_is_a_lone_text_is_plain_text()
    {
        var body = BodyTemplate.Of(Leaf("{{ vm.name }} \"panicked\""));

        Assert.Equal("web1 \"panicked\"", Encoding.UTF8.GetString(body.Render(Activation(Data))));
        Assert.Equal("text/plain; charset=utf-8", body.ContentType);
    }

    [Fact]
    public void Render_body_leaf_that_is_too_large_says_so()
    {
        var body = BodyTemplate.Of(new BodyMap([new("all", Leaf("{{ data }}"))]));
        var data = $$"""{"l":[{{string.Join(',', Enumerable.Repeat("\"0123456789\"", 10_000))}}]}""";

        Assert.Equal("""{"all":"<too large>"}""", Encoding.UTF8.GetString(body.Render(Activation(data))));
    }

    [Fact]
    public void TryRender_gives_a_body_within_the_bound_whole_and_none_beyond_it()
    {
        var body = BodyTemplate.Of(new BodyMap([new("a", Leaf("{{ data.t }}")), new("b", Leaf("{{ data }}")), new("c", Leaf("c {{ data.t }}"))]));
        var activation = Activation($$"""{"t":"{{new string('x', 100_000)}}"}""");

        Assert.Equal(300_030, body.TryRender(activation, 300_030)!.Length);
        Assert.Null(body.TryRender(activation, 300_029));
        Assert.Null(body.TryRender(activation, 1_000));
    }

    [Fact]
    public void TryRenderCut_cuts_the_longest_texts_alone_wherever_they_stand()
    {
        var body = BodyTemplate.Of(new BodyMap(
            [new("long", Leaf("{{ data.t }}")), new("in", Leaf("{{ data }}")), new("of", Leaf("c {{ data.t }}")), new("n", Leaf("{{ data.n }}")), new("constant", Leaf("as written"))]));
        var activation = Activation($$"""{"t":"{{new string('x', 100_000)}}","n":7}""");

        Assert.Equal(body.Render(activation, new RenderBounds(1_000_000)), body.TryRenderCut(activation, 1_000_000, out var isCut));
        Assert.False(isCut);

        // 80,000 and 40,000 are too many, three times: 20,000 fit.
        var text = new string('x', 19_999) + "…";
        Assert.Equal(
            $$"""{"long":"{{text}}","in":{"t":"{{text}}","n":7},"of":"c {{text[2..]}}","n":7,"constant":"as written"}""",
            Encoding.UTF8.GetString(body.TryRenderCut(activation, 80_000, out isCut)!));
        Assert.True(isCut);
    }

    [Fact]
    public void TryRenderCut_body_that_no_cut_makes_small_enough_is_none()
    {
        var body = BodyTemplate.Of(new BodyMap([new("all", Leaf("{{ data }}")), new("after", Leaf("{{ data.l }}"))]));

        Assert.Null(body.TryRenderCut(Activation($$"""{"l":[{{string.Join(',', Enumerable.Repeat("1", 10_000))}}]}"""), 15_000, out var isCut));
        Assert.True(isCut);
    }

    [Theory]
    [InlineData("[1,2,3]", 100, 1)]           // fits
    [InlineData("[NUMBERS]", 100_000, 2)]     // nothing helps
    [InlineData("[TEXTS]", 1024 * 1024, 6)]
    public void TryRenderCut_renders_few_times_whatever_a_guest_says(string list, int maxBytes, int most)
    {
        var data = list.Replace("NUMBERS", string.Join(',', Enumerable.Repeat("1", 100_000)), StringComparison.Ordinal)
            .Replace("TEXTS", string.Join(',', Enumerable.Repeat($"\"{new string('x', 5_000)}\"", 1000)), StringComparison.Ordinal);
        var body = BodyTemplate.Of(new BodyMap([new("l", Leaf("{{ data.l }}"))]));
        var activation = new CountingActivation(Activation($$"""{"l":{{data}}}"""));

        body.TryRenderCut(activation, maxBytes, out _);

        Assert.InRange(activation.Times, 1, most);
    }

    [Property(MaxTest = 300)]
    public void TryRenderCut_body_with_any_texts_of_a_guest_fits_and_is_JSON_of_the_same_shape(string?[] texts, string? other)
    {
        var data = JsonSerializer.Serialize(new { l = texts.Take(20).Select(text => string.Concat(Enumerable.Repeat(Whole(text), 300))), s = Whole(other) });
        var body = BodyTemplate.Of(new BodyMap([new("all", Leaf("{{ data }}")), new("text", Leaf("<{{ data.s }}>{{ data.l }}")), new("end", Leaf("end"))]));
        var most = 100_000;

        var rendered = body.TryRenderCut(Activation(data), most, out var isCut);

        Assert.NotNull(rendered);
        Assert.InRange(rendered.Length, 1, most);
        using var read = JsonDocument.Parse(rendered);
        Assert.Equal(Math.Min(20, texts.Length), read.RootElement.GetProperty("all").GetProperty("l").GetArrayLength());
        Assert.Equal("end", read.RootElement.GetProperty("end").GetString());
        Assert.Equal(body.Render(Activation(data), new RenderBounds(int.MaxValue)).Length <= most, !isCut);
    }

    [Property(MaxTest = 300)]
    public void Render_body_with_any_text_of_a_guest_is_JSON_that_reads_back(string? text)
    {
        var guest = Whole(text);
        var body = BodyTemplate.Of(new BodyMap(
            [new("whole", Leaf("{{ data.s }}")), new("part", Leaf("<{{ data.s }}>")), new("nested", Leaf("{{ data }}")), new("in", Leaf("{{ [data.s] }}"))]));

        using var json = JsonDocument.Parse(body.Render(Activation($$"""{"s":{{JsonSerializer.Serialize(guest)}}}""")));

        var root = json.RootElement;
        Assert.Equal(guest, root.GetProperty("whole").GetString());
        Assert.Equal($"<{guest}>", root.GetProperty("part").GetString());
        Assert.Equal(guest, root.GetProperty("nested").GetProperty("s").GetString());
        Assert.Equal(guest, root.GetProperty("in")[0].GetString());
    }

    [Fact]
    public void Render_body_with_half_a_surrogate_pair_in_a_name_is_JSON_all_the_same()
    {
        var input = TestRules.Input("STOP", vm: TestRules.Vm("a\ud83d"));
        var firing = Firing.Of(TestRules.Rule("r", "STOP"), RuleKey.OfVm("v"), input, new(1, input.Event.At, input.Event.At, 0));
        var body = BodyTemplate.Of(new BodyMap([new("whole", Leaf("{{ vm.name }}")), new("map", Leaf("{{ {vm.name: 1} }}"))]));

        using var json = JsonDocument.Parse(body.Render(new FiringActivation(RuleVocabulary.Empty, firing)));

        Assert.Equal("a\uFFFD", json.RootElement.GetProperty("whole").GetString());
        Assert.Equal("a\uFFFD", json.RootElement.GetProperty("map").EnumerateObject().Single().Name);
    }

    [Property(MaxTest = 300)]
    public void Render_body_with_any_JSON_of_a_guest_means_the_same(int seed)
    {
        var data = new Rules.Tests.Expressions.RandomJson(seed).Object();
        var body = BodyTemplate.Of(new BodyMap([new("d", Leaf("{{ data }}"))]));

        var rendered = CelValue.From(new JsonCelMap(body.Render(Activation(data))));

        Assert.Equal(CelValue.From(CelMap.Of((CelValue.From("d"), CelValue.From(new JsonCelMap(Encoding.UTF8.GetBytes(data)))))), rendered);
    }

    [Theory]
    [InlineData("https://h.example/a/{{ vm.name }}", "https://h.example/a/web1")]
    [InlineData("https://h.example/a?b={{ data.s }}&c=1", "https://h.example/a?b=a%20%26%2F%3F%23%C3%A9&c=1")]
    [InlineData("http://h.example:8080?x={{ data.none }}", "http://h.example:8080?x=%3Cmissing%3E")]
    [InlineData("https://h.example/{{ data.dots }}/x/{{ data.dot }}?q={{ data.dots }}", "https://h.example/__/x/_?q=..")]
    [InlineData("https://h.example/.{{ data.dot }}/x", "https://h.example/__/x")]
    [InlineData("https://h.example/a.{{ data.dot }}", "https://h.example/a..")]
    [InlineData("https://h.example", "https://h.example")]
    public void Render_URL_encodes_what_is_inserted(string template, string expected) =>
        Assert.Equal(expected, Url(template).Render(Activation("""{"s":"a &/?#é","dots":"..","dot":"."}""")));

    [Property(MaxTest = 500)]
    public void Render_URL_with_any_text_of_a_guest_keeps_its_shape(string? text)
    {
        var guest = Whole(text);
        var url = Url("https://h.example:8443/a/{{ data.s }}/b?q={{ data.s }}&r=1").Render(Activation($$"""{"s":{{JsonSerializer.Serialize(guest)}}}"""));

        var uri = new Uri(url);
        Assert.Equal(("https", "h.example", 8443, ""), (uri.Scheme, uri.Host, uri.Port, uri.Fragment));
        Assert.Equal(["/", "a/"], uri.Segments[..2]);
        Assert.Equal("b", uri.Segments[^1]);
        Assert.Equal(2, uri.Query.Split('&').Length);
        if (guest.Length <= UrlTemplate.MaxInsertedLength)
            Assert.Equal(guest, Uri.UnescapeDataString(url[(url.IndexOf("?q=", StringComparison.Ordinal) + 3)..^4]));
    }

    [Theory]
    [InlineData("{{ vm.name }}://h.example/", 0)]
    [InlineData("https://{{ vm.name }}/", 8)]
    [InlineData("https://h.example:{{ vm.name }}/", 18)]
    [InlineData("https://h.example{{ vm.name }}/", 17)]
    [InlineData("https://h.example{{ vm.name }}", 17)]
    [InlineData("ftp://h.example/", 0)]
    [InlineData("/relative", 0)]
    [InlineData("", 0)]
    [InlineData("https://user:pass@h.example/", 8)]
    [InlineData("https://h.example/a b", 19)]
    [InlineData("https://h.example/é", 18)]
    [InlineData("https:///nohost", 0)]
    public void Parse_URL_that_is_unsafe_or_none_is_refused(string template, int offset)
    {
        var parsed = UrlTemplate.Parse(template, s_environment);

        Assert.Null(parsed.Value);
        Assert.Equal(offset, parsed.Diagnostics[0].Offset);
    }

    [Property(MaxTest = 300)]
    public void Render_header_with_any_text_of_a_guest_is_one_line_of_visible_ASCII(string? text)
    {
        var header = HeaderTemplate.Parse("vm={{ data.s }}", s_environment).Value!;

        var rendered = header.Render(Activation($$"""{"s":{{JsonSerializer.Serialize(Whole(text) + "\r\nX-Evil: 1")}}}"""));

        Assert.All(rendered, c => Assert.InRange(c, ' ', '~'));
        Assert.EndsWith("??X-Evil: 1", rendered, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_header_with_a_line_break_is_refused_at_its_place() =>
        Assert.Equal(3, Assert.Single(HeaderTemplate.Parse("a b\nc", s_environment).Diagnostics).Offset);

    private static TextTemplate Text(string text) => Value(TextTemplate.Parse(text, s_environment));

    private static UrlTemplate Url(string text) => Value(UrlTemplate.Parse(text, s_environment));

    private static BodyNode Leaf(string text) => Value(BodyTemplate.ParseLeaf(text, s_environment));

    private static T Value<T>(Parsed<T> parsed)
        where T : class
    {
        Assert.True(parsed.Value is not null, string.Join("; ", parsed.Diagnostics));
        return parsed.Value;
    }

    private static FiringActivation Activation(string data)
    {
        var input = TestRules.Input("STOP", data);
        return new(RuleVocabulary.Empty, Firing.Of(TestRules.Rule("r", "STOP"), RuleKey.OfVm(input.Vm.Id), input, new(1, input.Event.At, input.Event.At, 0)));
    }

    // Halves of surrogate pairs can't be in JSON.
    private static string Whole(string? text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));

    /// <summary>Counts how often a value is asked for.</summary>
    private sealed class CountingActivation(CelActivation values) : CelActivation
    {
        public int Times { get; private set; }

        public override CelValue Get(int slot)
        {
            Times++;
            return values.Get(slot);
        }
    }
}
