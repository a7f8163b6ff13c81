using System.Collections.Immutable;
using System.Text;
using Reactor.Cel;
using Reactor.Qmp;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;
using Reactor.Rules.Tests.Engine;

namespace Reactor.Rules.Tests.Expressions;

public sealed class RuleEnvironmentTests
{
    private static readonly RuleVocabulary s_vocabulary = new(
        new Dictionary<string, ImmutableArray<CelValue>>
        {
            ["db_vms"] = [CelValue.From("db-1"), CelValue.From("web1")],
            ["codes"] = [CelValue.From(1), CelValue.From(3)],
        },
        new Dictionary<string, string> { ["is_prod"] = "vm.labels.env == \"prod\"", ["is_db"] = "is_prod && vm.name in db_vms" });

    [Theory]
    [InlineData("ACPI_DEVICE_OST", "data.info.status != 0 && data.info[\"slot-type\"] == \"DIMM\"")]
    [InlineData("ACPI_DEVICE_OST", "has(data.info.device) && data.info.device == \"dimm1\"")]
    [InlineData("ACPI_DEVICE_OST", "!(data.info.source in [3, 0x103] && data.info.status == 0x84)")]
    [InlineData("ACPI_DEVICE_OST", "data.info.source in codes")]
    [InlineData("GUEST_PANICKED", "data.action == \"pause\" && is_prod")]
    [InlineData("GUEST_PANICKED", "is_db")]
    [InlineData("GUEST_PANICKED", "has(data.info) && data.info.type == \"hyper-v\" && has(data.info.arg1) && data.info.arg1 == 5")]
    [InlineData("GUEST_PANICKED", "has(data.info) && has(data.info.arg1) && data.info.arg1 == 18446744073709551615u")]
    [InlineData("BALLOON_CHANGE", "data.actual < 268435456")]
    [InlineData("VNC_*", "data.client.host != \"\"")]
    [InlineData("STOP RESUME", "event.name == \"STOP\" && event.at > timestamp(\"2026-01-01T00:00:00Z\")")]
    [InlineData("STOP", "event.origin != \"replay\" && vm.status == \"running\" && vm.uuid == \"\" && vm.host == host.name")]
    [InlineData("STOP", "rule.severity == \"critical\" || rule.labels.team == \"virt\" || host.labels[\"rack\"] == \"r7\"")]
    [InlineData("STOP", "glob(vm.name, \"db-*\") || cidr(vm.name, \"10.0.0.0/8\")")]
    public void Compile_condition_that_is_right_has_no_findings(string events, string condition) =>
        Assert.Empty(TestRules.Environment(s_vocabulary, events.Split(' ')).Compile(condition, ExpressionPlace.Condition).Diagnostics);

    [Theory]
    [InlineData("GUEST_PANICKED", "data.acton == \"pause\"", "data.action")]
    [InlineData("GUEST_PANICKED", "data.action == \"puase\"", "pause")]
    [InlineData("ACPI_DEVICE_OST", "data.info.device == \"dimm1\"", "has(data.info.device)")]
    [InlineData("QUORUM_REPORT_BAD", "data.sector-num == 1", "sector-num")]
    [InlineData("ACPI_DEVICE_OST", "data.info.status == \"0\"", "0")]
    [InlineData("QUORUM_REPORT_BAD QUORUM_FAILURE", "data.reference == \"q0\"", "has(data.reference)")]
    [InlineData("QUORUM_REPORT_BAD QUORUM_FAILURE", "data.sector == 1", "data")]
    [InlineData("STOP RESUME", "event.name == \"SHUTDOWN\"", "STOP")]
    [InlineData("STOP", "vm.nmae == \"x\"", "vm.name")]
    [InlineData("STOP", "match.count > 1", "match")]
    [InlineData("STOP", "suppressed > 1", "suppressed")]
    [InlineData("STOP", "vm.name", "true or false")]
    [InlineData("STOP", "rule.severity == \"warn\"", "warning")]
    [InlineData("STOP", "vm.status == \"pause\"", "paused")]
    public void Compile_condition_that_is_wrong_is_refused_with_the_right_form(string events, string condition, string told)
    {
        var compilation = TestRules.Environment(s_vocabulary, events.Split(' ')).Compile(condition, ExpressionPlace.Condition);

        Assert.Null(compilation.Program);
        Assert.Contains(told, string.Join(';', compilation.Diagnostics.Select(d => d.Message + " " + d.Suggestion)), StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_member_younger_than_the_oldest_QEMU_needs_a_guard()
    {
        const string condition = "data[\"qom-path\"] != \"\"";
        var since = EventCatalogue.Default.TryGet("BLOCK_IO_ERROR", out var schema) ? schema.Field("qom-path")!.Since : null;
        Assert.True(Version.TryParse(since, out var version), "the catalogue says since when BLOCK_IO_ERROR has qom-path");

        var old = new RuleVocabulary([], [], new Version(version!.Major - 1, 0));
        var recent = new RuleVocabulary([], [], version);

        Assert.Null(TestRules.Environment(old, "BLOCK_IO_ERROR").Compile(condition, ExpressionPlace.Condition).Program);
        Assert.NotNull(TestRules.Environment(old, "BLOCK_IO_ERROR").Compile($"has(data.`qom-path`) && {condition}", ExpressionPlace.Condition).Program);
        Assert.NotNull(TestRules.Environment(recent, "BLOCK_IO_ERROR").Compile(condition, ExpressionPlace.Condition).Program);
    }

    [Theory]
    [InlineData("has(vm.labels.env)")]
    [InlineData("\"env\" in vm.labels")]
    [InlineData("!has(host.labels[\"rack\"]) && vm.name != \"\"")]
    [InlineData("'team' in rule.labels")]
    [InlineData("has(vm.facts.patched)")]
    [InlineData("!(\"patched\" in vm.facts)")]
    public void Compile_test_for_a_label_that_would_always_be_true_is_refused(string condition) =>
        Assert.Contains("absent", Assert.Single(TestRules.Environment("STOP").Compile(condition, ExpressionPlace.Condition).Diagnostics).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("has(first.vm.labels.env)", "label")]
    [InlineData("\"patched\" in last.vm.facts", "fact")]
    public void Compile_test_for_a_label_of_an_event_of_the_match_is_refused(string having, string what) => Assert.Contains(
        $"a {what} that is absent",
        Assert.Single(TestRules.Environment("STOP").Compile(having, ExpressionPlace.Having).Diagnostics).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("vm.name == \"has(vm.labels.env)\"")]
    [InlineData("\"env\" in [vm.labels.env]")]
    [InlineData("\"prod\" in [\"a\"] || vm.name in [vm.labels[\"in vm.labels\"]]")]
    public void Compile_what_only_looks_like_a_test_for_a_label_passes(string condition) =>
        Assert.Empty(TestRules.Environment("STOP").Compile(condition, ExpressionPlace.Condition).Diagnostics);

    [Theory]
    [InlineData("data.client", false)]
    [InlineData("[vm.name]", false)]
    [InlineData("data.client.host", true)]
    [InlineData("match.count", false)]
    public void Compile_key_takes_scalars_known_before_the_match(string key, bool isRight) =>
        Assert.Equal(isRight, TestRules.Environment("VNC_INITIALIZED").Compile(key, ExpressionPlace.Key).Program is not null);

    [Theory]
    [InlineData("vm.id", true)]
    [InlineData("first.data.action", true)]
    [InlineData("match.key", false)]
    [InlineData("steps.a", false)]
    public void Compile_key_of_a_firing_takes_scalars_known_when_it_acts(string key, bool isRight) =>
        Assert.Equal(isRight, TestRules.Environment("GUEST_PANICKED").Compile(key, ExpressionPlace.FiringKey).Program is not null);

    [Theory]
    [InlineData("steps.dump.error == \"x\"", "")]
    [InlineData("gathered[\"query-status\"].status == \"x\"", "")]
    [InlineData("steps.dmp.error == \"x\"", "steps has no field 'dmp'")]
    [InlineData("gathered.query-status.status == \"x\"", "'-' is subtraction here; a field with a '-' in its name is read as gathered[\"query-status\"]")]
    public void Compile_results_that_are_known_are_the_only_ones(string condition, string expected)
    {
        var environment = TestRules.Environment("STOP").WithSteps(new StepNames(["dump"], ["query-status"]));
        Assert.Equal(expected, string.Join(';', environment.Compile(condition, ExpressionPlace.StepCondition).Diagnostics.Select(d => d.Message)));
    }

    [Theory]
    [InlineData("rule.severity == \"critical\" && vm.name in db_vms", true)]
    [InlineData("data.action == \"pause\"", false)]
    [InlineData("suppressed > 0", false)]
    public void Compile_route_sees_rule_and_VM_only(string condition, bool isRight) =>
        Assert.Equal(isRight, TestRules.Environment(s_vocabulary, "GUEST_PANICKED").Compile(condition, ExpressionPlace.RouteCondition).Program is not null);

    [Theory]
    [InlineData("18446744073709551615", "data.info.arg1 == 18446744073709551615u", true)]
    [InlineData("18446744073709551615", "data.info.arg1 > 9223372036854775807", true)]
    [InlineData("18446744073709551615", "data.info.arg1 == -1", false)]
    [InlineData("18446744073709551614", "data.info.arg1 == 18446744073709551615u", false)]
    [InlineData("9223372036854775807", "data.info.arg1 == 9223372036854775807", true)]
    [InlineData("5", "data.info.arg1 == 5 && data.info.arg1 == 5u && data.info.arg1 < 6", true)]
    [InlineData("9007199254740993", "data.info.arg1 == 9007199254740992", false)]
    public void Evaluate_unsigned_member_compares_exactly_with_any_literal(string value, string condition, bool expected)
    {
        var input = TestRules.Input("GUEST_PANICKED", $$"""{"action":"pause","info":{"type":"hyper-v","arg1": {{value}} } }""");

        Assert.Equal(expected, Matches($"has(data.info) && has(data.info.arg1) && {condition}", input));
    }

    [Theory]
    [InlineData("is_prod", true)]
    [InlineData("is_db", true)]
    [InlineData("vm.labels.none == \"\" && vm.labels[\"no-ne\"] == \"\" && host.labels.none == \"\"", true)]
    [InlineData("vm.labels[vm.name] == \"\"", true)]
    [InlineData("vm.labels.size() == 1", true)]
    [InlineData("vm.labels.exists(k, k == \"env\")", true)]
    [InlineData("vm.id == \"id-web1\" && vm.host == \"h1\" && vm.status == \"running\" && vm.uuid == \"\"", true)]
    [InlineData("event.id == \"e1\" && event.origin == \"live\" && event.name == \"GUEST_PANICKED\"", true)]
    [InlineData("event.at == timestamp(\"2026-03-02T10:00:00Z\")", true)]
    [InlineData("rule.name == \"r\" && rule.severity == \"warning\" && rule.labels.x == \"\"", true)]
    [InlineData("1 in codes && !(2 in codes)", true)]
    public void Evaluate_names_of_the_language_have_their_values(string condition, bool expected) =>
        Assert.Equal(expected, Matches(condition, TestRules.Input("GUEST_PANICKED", """{"action":"pause"}""", vm: TestRules.Vm("web1", ("env", "prod")), id: "e1")));

    [Theory]
    [InlineData("cidr(vm.name, \"10.0.0.0/8\")", "false")]
    [InlineData("cidr(\"::ffff:10.1.1.1\", \"10.0.0.0/8\")", "true")]
    [InlineData("glob(vm.name, \"w*1\")", "true")]
    [InlineData("ost.source(0x103)", "ejection processing (guest-initiated)")]
    [InlineData("ost.status(3, 0x84)", "ejection in progress")]
    [InlineData("bytes_text(134217728)", "128 MiB")]
    [InlineData("bytes_text(18446744073709551615u)", "15.9 EiB")]
    [InlineData("match.count", "1")]
    [InlineData("match.key[\"vm.host\"]", "h1")]
    [InlineData("suppressed", "7")]
    [InlineData("firing.id == \"\"", "false")]
    [InlineData("match.first_at <= match.last_at", "true")]
    public void Evaluate_value_at_the_time_of_acting(string expression, string expected)
    {
        var program = TestRules.Environment(s_vocabulary, "STOP").Compile(ExpressionPlace.Value, expression);
        var input = TestRules.Input("STOP");
        var rule = TestRules.Rule("r", "STOP", vocabulary: s_vocabulary);
        var firing = Firing.Of(
            rule, RuleKey.Of(input.Vm.Id, ("vm.host", CelValue.From("h1"))), input, new(1, input.Event.At, input.Event.At, 7));

        Assert.Equal(expected, program.Evaluate(new FiringActivation(s_vocabulary, firing)).ToString());
    }

    [Theory]
    [InlineData("cidr(vm.name, \"10.0.0.0/33\")")]
    [InlineData("!cidr(vm.name, '10.0.0.0/' + '33')")]
    public void Compile_block_that_is_none_is_refused(string condition)
    {
        var diagnostic = Assert.Single(TestRules.Environment("STOP").Compile(condition, ExpressionPlace.Condition).Diagnostics);

        Assert.StartsWith("\"10.0.0.0/33\" is no block of addresses", diagnostic.Message, StringComparison.Ordinal);
        Assert.Equal(condition.IndexOf("10", StringComparison.Ordinal) - 1, diagnostic.Offset);
    }

    [Fact]
    public void Evaluate_block_that_is_none_fails()
    {
        var program = TestRules.Environment("STOP").Compile(ExpressionPlace.Condition, "cidr(vm.name, vm.name)");
        var activation = new EventActivation(RuleVocabulary.Empty);
        activation.Bind(TestRules.Vm(), TestRules.Event("STOP"));

        Assert.Contains("web1", program.Evaluate(activation).AsError.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("db_vms", true)]
    [InlineData("event", false)]
    [InlineData("steps", false)]
    [InlineData("in", false)]
    [InlineData("a-b", false)]
    [InlineData("a.b", false)]
    [InlineData("", false)]
    public void CanName_identifiers_that_mean_nothing_else(string name, bool expected) => Assert.Equal(expected, RuleVocabulary.CanName(name));

    [Theory]
    [InlineData("size")]
    [InlineData("has")]
    [InlineData("glob")]
    public void Vocabulary_name_of_a_function_makes_a_list_all_the_same(string name)
    {
        var vocabulary = new RuleVocabulary(new Dictionary<string, ImmutableArray<CelValue>> { [name] = [CelValue.From("web1")] }, []);

        Assert.NotNull(TestRules.Environment(vocabulary, "STOP").Compile($"vm.name in {name}", ExpressionPlace.Condition).Program);
    }

    private static bool Matches(string condition, SeenEvent input)
    {
        var rule = TestRules.Rule("r", input.Event.Name, condition, vocabulary: s_vocabulary);
        return new RuleEngine(new RuleSet(s_vocabulary, [rule])).Process(input).Firings.Count == 1;
    }
}
