using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Xunit;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Configuration;
using Reactor.Rules.Model;
using Reactor.Rules.Templates;

namespace Reactor.Reactions.Tests.Partitions;

public class PartitionDeliveryTests
{
    [Fact]
    public void Apply_send_without_body_posts_the_standard_payload()
    {
        var rule = Make.Rule("flaky", Make.When("QUORUM_REPORT_BAD", null, ("node", "data[\"node-name\"]")), Make.Send("oncall")) with
        {
            Severity = Severity.Error,
            Description = "A quorum child returns bad data",
        };
        var commit = Make.Core(rule).Apply([Make.Event("QUORUM_REPORT_BAD", """{"node-name":"c2"}""")], Make.Start);
        var firing = Assert.Single(commit.Firings);
        var delivery = Assert.Single(commit.Deliveries);
        Assert.Equal(("oncall", "firing", "application/json", firing.Id), (delivery.Target, delivery.Kind, delivery.ContentType, delivery.FiringId));
        Assert.Null(delivery.Inline);
        var expected = """
            {"type":"reactor.firing","timestamp":"2026-03-02T10:00:00.000000Z",
            "data":{"firing":"FIRING","rule":"flaky","severity":"error","labels":{"node":"c2"},"summary":"A quorum child returns bad data",
            "vm":{"id":"id-vm1","name":"vm1","uuid":null,"host":"h1","labels":{}},
            "event":{"id":"7-1/1.1/1","name":"QUORUM_REPORT_BAD","at":"2026-03-02T10:00:00.000000Z","origin":"live","data":{"node-name":"c2"}},
            "match":{"count":1,"first_at":"2026-03-02T10:00:00.000000Z","last_at":"2026-03-02T10:00:00.000000Z","suppressed":0,"key":{"node":"c2"}}}}
            """;
        Assert.Equal(expected.ReplaceLineEndings("").Replace("FIRING", firing.Id, StringComparison.Ordinal), Utf8(delivery.Body));
    }

    [Fact]
    public void Apply_send_with_body_keeps_types_leaf_by_leaf()
    {
        var body = Make.Body(("n", "{{ data.n }}"), ("text", "{{ vm.name }}: {{ data.n }}"), ("plain", "x"), ("gone", "{{ data.gone }}"));
        var commit = Make.Core(Make.Rule("r", Make.When("STOP"), Make.Send("oncall", body))).Apply([Make.Event("STOP", """{"n":18446744073709551615}""")], Make.Start);
        Assert.Equal("""{"n":18446744073709551615,"text":"vm1: 18446744073709551615","plain":"x","gone":null}""", Utf8(Assert.Single(commit.Deliveries).Body));
    }

    [Fact]
    public void Apply_text_in_a_body_larger_than_allowed_is_cut_and_told_and_all_else_is_the_operators()
    {
        var body = Make.Body(("t", "{{ data.t }}"), ("who", "{{ vm.name }}"), ("ticket", "OPS"));
        var core = Make.Core([], new PartitionOptions { MaxBodyBytes = 2000 }, Make.Rule("r", Make.When("STOP"), Make.Send("oncall", body)));
        var commit = core.Apply([Make.Event("STOP", $$"""{"t":"{{new string('x', 3000)}}"}""")], Make.Start);

        Assert.Equal($$"""{"t":"{{new string('x', 999)}}…","who":"vm1","ticket":"OPS"}""", Utf8(Assert.Single(commit.Deliveries).Body));
        Assert.Contains("then[0].send", Assert.Single(commit.LogLines).Message, StringComparison.Ordinal);
        Assert.Equal((1, 0), (core.Bounds.BodiesCut, core.Bounds.BodiesReplaced));
    }

    [Fact]
    public void Apply_body_larger_than_allowed_whose_texts_are_short_is_replaced_and_told()
    {
        var core = Make.Core([], new PartitionOptions { MaxBodyBytes = 2000 }, Make.Rule("r", Make.When("STOP"), Make.Send("oncall", Make.Body(("l", "{{ data.l }}")))));
        var commit = core.Apply([Make.Event("STOP", $$"""{"l":[{{string.Join(',', Enumerable.Repeat("1", 1500))}}]}""")], Make.Start);
        var delivery = Assert.Single(commit.Deliveries);
        Assert.InRange(delivery.Body.Length, 1, 2000);
        using var document = JsonDocument.Parse(delivery.Body);
        Assert.Equal("reactor.firing", document.RootElement.GetProperty("type").GetString());
        Assert.Contains("then[0].send", Assert.Single(commit.LogLines).Message, StringComparison.Ordinal);
        Assert.Equal(1, core.Bounds.BodiesReplaced);
    }

    [Fact]
    public void Apply_body_of_a_whole_event_is_whole_up_to_the_bound_of_a_body_beyond_it_its_texts_are_cut()
    {
        var body = Make.Body(("whole", "{{ data }}"), ("text", "it said {{ data.t }}"));
        var core = Make.Core(Make.Rule("r", Make.When("STOP"), Make.Send("oncall", body)));
        string Body(int length) => Utf8(Assert.Single(core.Apply([Make.Event("STOP", $$"""{"t":"{{new string('x', length)}}"}""")], Make.Start).Deliveries).Body);
        var text = new string('x', 400_000);

        Assert.Equal($$$"""{"whole":{"t":"{{{text}}}"},"text":"it said {{{text}}}"}""", Body(text.Length));
        Assert.Equal(0, core.Counters.BodiesReplaced);
        Assert.Equal(0, core.Counters.BodiesCut);
        var half = new string('x', (256 * 1024) - 1) + "…";
        Assert.Equal($$$"""{"whole":{"t":"{{{half}}}"},"text":"it said {{{half[8..]}}}"}""", Body(600_000));
        Assert.Equal((1, 0), (core.Bounds.BodiesCut, core.Bounds.BodiesReplaced));
        Assert.InRange(Body(2_000_000).Length, 500_000, 1024 * 1024);
        Assert.Equal((2, 0), (core.Bounds.BodiesCut, core.Bounds.BodiesReplaced));
    }

    [Fact]
    public void Apply_webhook_in_place_carries_all_that_its_attempts_need()
    {
        var retry = new RetryOptions { Attempts = 3 };
        var webhook = new WebhookAction
        {
            Path = "then[0].webhook",
            Url = Make.Url("https://hooks.example.net/vm/{{ vm.name }}"),
            Method = "PUT",
            Headers = ImmutableSortedDictionary<string, HeaderTemplate>.Empty.Add("x-vm", Make.Header("{{ vm.name }}")),
            Body = Make.Body(("vm", "{{ vm.name }}")),
            Secret = "hook_key",
            Timeout = TimeSpan.FromSeconds(7),
            Retry = retry,
        };
        var commit = Make.Core(Make.Rule("r", Make.When("STOP"), webhook)).Apply([Make.Event("STOP", vm: Make.Vm("a b/c"))], Make.Start);
        var delivery = Assert.Single(commit.Deliveries);
        Assert.Equal("rule/r/then[0].webhook", delivery.Target);
        Assert.Equal("""{"vm":"a b/c"}""", Utf8(delivery.Body));
        var inline = Assert.IsType<InlineRequest>(delivery.Inline);
        Assert.Equal(("PUT", "https://hooks.example.net/vm/a%20b%2Fc", "hook_key"), (inline.Method, inline.Url, inline.Secret));
        Assert.Equal((TimeSpan.FromSeconds(7), retry), (inline.Timeout, inline.Retry));
        Assert.Equal("a b/c", inline.Headers["x-vm"]);
    }

    [Fact]
    public void Apply_secret_reference_in_a_guests_text_never_becomes_one()
    {
        var webhook = new WebhookAction
        {
            Path = "then[0].webhook",
            Url = Make.Url("https://hooks.example.net/"),
            Headers = ImmutableSortedDictionary<string, HeaderTemplate>.Empty
                .Add("authorization", Make.Header("Bearer {secret:token} {{ data.who }}"))
                .Add("x-who", Make.Header("{{ data.who }}")),
        };
        var commit = Make.Core(Make.Rule("r", Make.When("STOP"), webhook)).Apply([Make.Event("STOP", """{"who":"{secret:db} {Secret:token} {secret:"}""")], Make.Start);
        var headers = Assert.Single(commit.Deliveries).Inline!.Headers;
        Assert.Equal("Bearer {secret:token} (secret:db} (secret:token} (secret:", headers["authorization"]);
        Assert.Equal("(secret:db} (secret:token} (secret:", headers["x-who"]);
    }

    [Theory]
    [InlineData("data.n == 1", true)]
    [InlineData("data.n == 2", false)]
    [InlineData("data.absent == 2", true)]
    public void Apply_action_if_fails_at_run_time_sends_all_the_same(string condition, bool sent)
    {
        var core = Make.Core(Make.Rule("r", Make.When("STOP"), Make.Send("oncall") with { If = Make.ActionIf(condition) }));
        Assert.Equal(sent ? 1 : 0, core.Apply([Make.Event("STOP", """{"n":1}""")], Make.Start).Deliveries.Length);
        Assert.Equal(condition.Contains("absent", StringComparison.Ordinal), core.Counters.EvaluationErrors.ContainsKey("r"));
    }

    [Property]
    public void Apply_any_guest_text_every_body_is_json_that_holds_it_as_text(NonNull<string> text)
    {
        var rule = Make.Rule(
            "r",
            Make.When("STOP", null, ("who", "data.who")),
            Make.Alert("{{ data.who }}", "a"),
            Make.Send("b") with { Path = "then[1].send" },
            Make.Send("c", Make.Body(("who", "{{ data.who }}"), ("line", "<{{ data.who }}>"))) with { Path = "then[2].send" });
        var data = JsonSerializer.Serialize(new { who = text.Get });
        var commit = Make.Core(rule).Apply([Make.Event("STOP", data)], Make.Start);
        Assert.Equal(3, commit.Deliveries.Length);
        foreach (var delivery in commit.Deliveries)
        {
            using var document = JsonDocument.Parse(delivery.Body);
            var root = document.RootElement;
            Assert.Equal(delivery.Target == "c" ? ["who", "line"] : ["type", "timestamp", "data"], root.EnumerateObject().Select(p => p.Name));
            var who = delivery.Target == "c" ? root : root.GetProperty("data").GetProperty("event").GetProperty("data");
            Assert.Equal(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get)), who.GetProperty("who").GetString());
        }
    }

    private static string Utf8(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
