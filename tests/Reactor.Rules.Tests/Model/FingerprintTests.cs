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
    private static readonly TimeSpan s_span = TimeSpan.FromSeconds(3);
    private static readonly QmpAction s_qmp = new() { Path = "p", Run = [new("cont")] };
    private static readonly ExecAction s_exec = new() { Path = "p", Command = [Text("/bin/x")] };

    public static TheoryData<string, Func<Rule, Rule>> Meaningless => new()
    {
        { "nothing", r => r with { } },
        { "description", r => r with { Description = "other" } },
        { "labels that nothing reads", r => r with { Labels = r.Labels.Add("runbook", "https://wiki.example.net/") } },
        { "mode", r => r with { Mode = RuleMode.Disabled } },
        { "windows that mute", r => r with { MutedIn = ["w"] } },
        { "inhibited rules", r => r with { Inhibits = new(["other"], []) } },
        { "what is allowed", r => r with { AllowsDestructive = true, IsUnchecked = true } },
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

    public static TheoryData<string, Func<Rule, Rule>> MeaningfulOfTheWhole => new()
    {
        { "scope", r => r with { Scope = RuleScope.Fleet } },
        { "except", r => r with { Except = [Program("vm.name == 'x'")] } },
        { "limit max", r => r with { Limit = r.Limit! with { Max = 2 } } },
        { "own effects", r => r with { IgnoresOwnEffects = false } },
        { "overlap", r => r with { Overlap = Overlap.Skip } },
        { "having", r => r with { When = r.When with { Having = Program("vm.name == 'x'") } } },
        { "gap", r => r with { When = r.When with { Gap = GapPolicy.Fire } } },
        { "recovered", r => r with { When = r.When with { CountsRecovered = true } } },
        { "count", r => Of(r, c => new CountPattern([c], 2, s_span)) },
        { "count within", r => Of(r, c => new CountPattern([c], 2, s_span * 2)) },
        { "count at_least", r => Of(r, c => new CountPattern([c], 3, s_span)) },
        { "count distinct", r => Of(r, c => new CountPattern([c], 2, s_span) { Distinct = [Program("vm.id")] }) },
        { "sequence", r => Of(r, c => new SequencePattern([c, c], s_span)) },
        { "sequence within", r => Of(r, c => new SequencePattern([c, c], s_span * 2)) },
        { "all_of", r => Of(r, c => new AllOfPattern([c, c], s_span)) },
        { "absence", r => Of(r, c => new AbsencePattern([c], c, s_span)) },
        { "settle", r => Of(r, c => new SettlePattern([c], s_span, null)) },
        { "settle at_most", r => Of(r, c => new SettlePattern([c], s_span, s_span)) },
        { "state", r => Of(r, _ => new StatePattern(Program("vm.name == 'x'"), s_span)) },
        { "state for", r => Of(r, _ => new StatePattern(Program("vm.name == 'x'"), TimeSpan.Zero)) },
        { "alert wait", r => With<AlertAction>(r, a => a with { Wait = s_span }) },
        { "alert expires", r => With<AlertAction>(r, a => a with { Expires = s_span }) },
        { "alert resolved by a state", r => With<AlertAction>(r, a => a with { ResolvedBy = [new StateResolver(Program("vm.name == 'x'"), s_span)] }) },
        { "alert resolved by a state for longer", r => With<AlertAction>(r, a => a with { ResolvedBy = [new StateResolver(Program("vm.name == 'x'"), s_span * 2)] }) },
        { "on_failure", r => With<SendAction>(r, a => a with { OnFailure = [new ClearFactAction { Path = "p", Fact = "f" }] }) },
        { "on_failure of another fact", r => With<SendAction>(r, a => a with { OnFailure = [new ClearFactAction { Path = "p", Fact = "g" }] }) },
        { "set_fact", r => Step(r, new SetFactAction { Path = "p", Fact = "f", Value = Text("x") }) },
        { "set_fact value", r => Step(r, new SetFactAction { Path = "p", Fact = "f", Value = Text("y") }) },
        { "set_fact for", r => Step(r, new SetFactAction { Path = "p", Fact = "f", Value = Text("x"), For = s_span }) },
        { "gather", r => Step(r, new GatherAction { Path = "p", Commands = [new("query-status")] }) },
        { "gather more", r => Step(r, new GatherAction { Path = "p", Commands = [new("query-status"), new("query-block")] }) },
        { "qmp", r => Step(r, s_qmp) },
        { "qmp arguments", r => Step(r, s_qmp with { Run = [new("cont", BodyTemplate.Of(new BodyMap([])))] }) },
        { "qmp only_if", r => Step(r, s_qmp with { OnlyIf = new(new("query-status"), Program("vm.name == 'x'")) }) },
        { "qmp expect", r => Step(r, s_qmp with { Expect = new(new Clause { Events = [new("RESUME")] }, null, s_span) }) },
        { "qmp expect fail_if", r => Step(r, s_qmp with { Expect = new(new Clause { Events = [new("RESUME")] }, Program("vm.name == 'x'"), s_span) }) },
        { "qmp budget", r => Step(r, s_qmp with { Budget = "b" }) },
        { "qmp timeout", r => Step(r, s_qmp with { Timeout = s_span }) },
        { "qmp continue", r => Step(r, s_qmp with { ContinuesOnFailure = true }) },
        { "exec", r => Step(r, s_exec) },
        { "exec arguments", r => Step(r, s_exec with { Command = [Text("/bin/x"), Text("y")] }) },
        { "exec env", r => Step(r, s_exec with { Environment = s_exec.Environment.Add("A", Text("y")) }) },
        { "exec stdin", r => Step(r, s_exec with { Stdin = Program("vm.id") }) },
        { "exec cwd", r => Step(r, s_exec with { Directory = "/srv" }) },
        { "exec user", r => Step(r, s_exec with { User = "/srv" }) },
    };

    [Fact]
    public void Fingerprints_of_all_meanings_differ()
    {
        var rules = Meaningful.Concat(MeaningfulOfTheWhole).Select(d => (What: (string)d[0], ((Func<Rule, Rule>)d[1])(Rule()).Fingerprint)).Append(("as it is", Rule().Fingerprint));
        Assert.All(rules.GroupBy(r => r.Item2), g => Assert.True(g.Count() == 1, string.Join(" = ", g.Select(r => r.Item1))));
    }

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

    private static Rule Of(Rule rule, Func<Clause, Pattern> pattern) =>
        rule with { When = new When { Pattern = pattern(Assert.Single(rule.When.Pattern.Clauses)) } };

    private static Rule Step(Rule rule, RuleAction action) => rule with { Then = [action] };

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
