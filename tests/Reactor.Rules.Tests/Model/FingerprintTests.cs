using System.Collections.Immutable;
using Reactor.Cel;
using Reactor.Rules.Configuration;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;
using Reactor.Rules.Templates;
using Reactor.Rules.Tests.Engine;

namespace Reactor.Rules.Tests.Model;

public sealed class FingerprintTests
{
    private static readonly RuleEnvironment s_environment = TestRules.Environment("STOP");

    public static TheoryData<string, Func<Rule, Rule>> Meaningless => new()
    {
        { "nothing", r => r with { } },
        { "description", r => r with { Description = "other" } },
        { "labels that nothing reads", r => r with { Labels = r.Labels.Add("runbook", "https://wiki.example.net/") } },
        { "mode", r => r with { Mode = RuleMode.Disabled } },
        { "formatting", r => With(r, c => c with { If = Program("(vm[\"name\"])=='x'") }) },
        { "order of events", r => With(r, c => c with { Events = [new("RESUME"), new("STOP"), new("STOP")] }) },
        { "formatting in a template", r => With<LogAction>(r, a => a with { Message = Text("{{vm[\"name\"]}} stopped") }) },
    };

    public static TheoryData<string, Func<Rule, Rule>> Meaningful => new()
    {
        { "name", r => r with { Name = "other" } },
        { "severity", r => r with { Severity = Severity.Critical } },
        { "if", r => With(r, c => c with { If = Program("vm.name == 'y'") }) },
        { "no if", r => With(r, c => c with { If = null }) },
        { "events", r => With(r, c => c with { Events = [new("STOP")] }) },
        { "by", r => With(r, c => c with { By = [] }) },
        { "by as label", r => With(r, c => c with { By = [c.By[0] with { IsLabel = true }] }) },
        { "limit", r => r with { Limit = r.Limit! with { Per = TimeSpan.FromMinutes(2) } } },
        { "limit by", r => r with { Limit = r.Limit! with { By = [] } } },
        { "no limit", r => r with { Limit = null } },
        { "labels that are read", r => With(r, c => c with { If = Program("rule.labels.x == ''") }) with { Labels = r.Labels.Add("x", "y") } },
        { "order of actions", r => r with { Then = [.. r.Then.Reverse()] } },
        { "action's name", r => With<LogAction>(r, a => a with { Name = "n" }) },
        { "action's if", r => With<LogAction>(r, a => a with { If = Program("vm.name == 'x'") }) },
        { "action's path", r => With<LogAction>(r, a => a with { Path = "then[9].log" }) },
        { "message", r => With<LogAction>(r, a => a with { Message = Text("{{ vm.id }} stopped") }) },
        { "message of the same letters", r => With<LogAction>(r, a => a with { Message = TextTemplate.Literal("{{ vm.name }} stopped") }) },
        { "alert id", r => With<AlertAction>(r, a => a with { Id = "b" }) },
        { "alert to", r => With<AlertAction>(r, a => a with { To = ["oncall"] }) },
        { "alert severity", r => With<AlertAction>(r, a => a with { Severity = Severity.Info }) },
        { "alert labels", r => With<AlertAction>(r, a => a with { Labels = a.Labels.Add("l", Text("x")) }) },
        { "alert description", r => With<AlertAction>(r, a => a with { Description = Text("") }) },
        { "alert resolved_by", r => With<AlertAction>(r, a => a with { ResolvedBy = [] }) },
        { "send to", r => With<SendAction>(r, a => a with { To = "other" }) },
        { "send body", r => With<SendAction>(r, a => a with { Body = BodyTemplate.Of(new BodyConstant(CelValue.From("1"))) }) },
        { "send body of the same letters", r => With<SendAction>(r, a => a with { Body = BodyTemplate.Of(new BodyConstant(CelValue.From(1))) }) },
        { "webhook url", r => With<WebhookAction>(r, a => a with { Url = UrlTemplate.Parse("https://h.example/b", s_environment).Value! }) },
        { "webhook method", r => With<WebhookAction>(r, a => a with { Method = "PUT" }) },
        { "webhook headers", r => With<WebhookAction>(r, a => a with { Headers = a.Headers.Add("X-A", HeaderTemplate.Parse("1", s_environment).Value!) }) },
        { "webhook secret", r => With<WebhookAction>(r, a => a with { Secret = "s" }) },
        { "webhook retry", r => With<WebhookAction>(r, a => a with { Retry = new RetryOptions { Attempts = 3 } }) },
        { "webhook timeout", r => With<WebhookAction>(r, a => a with { Timeout = TimeSpan.FromSeconds(1) }) },
        { "record table", r => With<RecordAction>(r, a => a with { Table = "u" }) },
        { "record key", r => With<RecordAction>(r, a => a with { Key = ["f"] }) },
        { "record field", r => With<RecordAction>(r, a => a with { Fields = [new("g", a.Fields[0].Program)] }) },
    };

    [Theory]
    [MemberData(nameof(Meaningless))]
    public void Fingerprint_stays_where_the_meaning_does(string what, Func<Rule, Rule> change) =>
        Assert.True(Rule().Fingerprint == change(Rule()).Fingerprint, what);

    [Theory]
    [MemberData(nameof(Meaningful))]
    public void Fingerprint_changes_with_the_meaning(string what, Func<Rule, Rule> change) =>
        Assert.False(Rule().Fingerprint == change(Rule()).Fingerprint, what);

    [Fact]
    public void Fingerprint_of_all_these_meanings_differ() =>
        Assert.Equal(Meaningful.Count, Meaningful.Select(row => ((Func<Rule, Rule>)row[1])(Rule()).Fingerprint).Append(Rule().Fingerprint).Distinct().Count() - 1);

    [Fact]
    public void Fingerprint_counts_macros_by_what_they_stand_for_and_lists_by_name()
    {
        string Of(string macro, string member)
        {
            var vocabulary = new RuleVocabulary([new("l", [CelValue.From(member)])], [new("m", macro)]);
            return TestRules.Rule("r", "STOP", "m && vm.name in l", vocabulary: vocabulary).Fingerprint;
        }

        Assert.Equal(Of("vm.name == 'x'", "a"), Of("vm.name == \"x\"", "b"));
        Assert.NotEqual(Of("vm.name == 'x'", "a"), Of("vm.name == 'y'", "a"));
    }

    [Fact]
    public void Fingerprint_of_a_changed_copy_is_its_own()
    {
        var rule = Rule();
        var before = rule.Fingerprint;

        var copy = rule with { Name = "copy" };

        Assert.NotEqual(before, copy.Fingerprint);
        Assert.Equal(before, rule.Fingerprint);
    }

    [Fact]
    public void Programs_are_all_found() =>
        Assert.Equal(
            ["vm.name == \"x\"", "vm.host", "vm.name", "vm.id", "event.id", "vm.name"],
            RulePrograms.All(Rule()).Select(p => p.Canonical));

    private static Rule With(Rule rule, Func<Clause, Clause> change) =>
        rule with { When = new When { Pattern = new EachPattern([change(Assert.Single(rule.When.Pattern.Clauses))]) } };

    private static Rule Rule() =>
        TestRules.Rule(
            "r", "STOP RESUME", "vm.name == 'x'", by: ["vm.host"], oncePer: TimeSpan.FromMinutes(1),
            then:
            [
                new LogAction { Path = "then[0].log", Message = Text("{{ vm.name }} stopped") },
                TestRules.Alert(("RESUME", null)) with { Summary = Text("{{ vm.id }}") },
                new SendAction { Path = "then[2].send", To = "t" },
                new WebhookAction { Path = "then[3].webhook", Url = UrlTemplate.Parse("https://h.example/{{ event.id }}", s_environment).Value! },
                new RecordAction { Path = "then[4].record", Table = "t", Fields = [new("f", Program("vm.name"))] },
            ]);

    private static Rule With<T>(Rule rule, Func<T, T> change)
        where T : RuleAction =>
        rule with { Then = [.. rule.Then.Select(a => a is T t ? change(t) : a)] };

    private static CelProgram Program(string text) => s_environment.Compile(ExpressionPlace.Value, text);

    private static TextTemplate Text(string text) => TextTemplate.Parse(text, s_environment).Value!;
}
