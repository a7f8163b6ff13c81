using Reactor.Rules.Model;

namespace Reactor.Rules.Tests.Loading;

/// <summary>What each form of <c>when</c> becomes.</summary>
public class PatternLoadingTests
{
    [Fact]
    public void Load_any_of_is_a_pattern_of_its_clauses()
    {
        var pattern = Assert.IsType<EachPattern>(When("{any_of: [{event: STOP, if: 'vm.name == \"a\"'}, {event: RESUME}]}").Pattern);
        Assert.Equal(["vm.name == \"a\"", null], pattern.Any.Select(c => c.If?.Text));
    }

    [Fact]
    public void Load_count_has_a_distinct_of_each_clause()
    {
        var when = When("{any_of: [{event: STOP}, {event: RESUME}], at_least: 5, within: 1m30s, distinct: 'vm.id', recovered: count, having: 'match.count > 1'}");
        var pattern = Assert.IsType<CountPattern>(when.Pattern);
        Assert.Equal((5, TimeSpan.FromSeconds(90)), (pattern.AtLeast, pattern.Within));
        Assert.Equal(["vm.id", "vm.id"], pattern.Distinct.Select(d => d.Text));
        Assert.True(when.CountsRecovered);
        Assert.Equal("match.count > 1", when.Having!.Text);
    }

    [Fact]
    public void Load_all_of_and_settle_and_state_are_read()
    {
        Assert.Equal(2, Assert.IsType<AllOfPattern>(When("{all_of: [{event: STOP}, {event: RESUME}], within: 5s}").Pattern).All.Length);
        var settle = Assert.IsType<SettlePattern>(When("{event: BALLOON_CHANGE, settle: 30s, at_most: 5m}").Pattern);
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5)), (settle.Quiet, settle.AtMost));
        Assert.Null(Assert.IsType<SettlePattern>(When("{event: BALLOON_CHANGE, settle: 30s}").Pattern).AtMost);
        var state = When("{state: 'vm.status == \"paused\"', for: 0s, gap: fire}");
        Assert.Equal((TimeSpan.Zero, GapPolicy.Fire), (Assert.IsType<StatePattern>(state.Pattern).For, state.Gap));
    }

    [Fact]
    public void Load_absence_of_any_of_keeps_its_clauses_apart()
    {
        var pattern = Assert.IsType<AbsencePattern>(When("{any_of: [{event: POWERDOWN}, {event: SUSPEND}], not_followed_by: {event: SHUTDOWN}, within: 2m}").Pattern);
        Assert.Equal((2, "SHUTDOWN", 2), (pattern.Opening.Length, pattern.Closing.Events[0].Text, pattern.OpeningClauses));
    }

    [Fact]
    public void Load_followed_by_means_the_same_as_a_sequence_of_two()
    {
        Assert.Equal(
            Rule("{event: BLOCK_IO_ERROR, if: 'data.action == \"stop\"', followed_by: {event: STOP}, within: 5s}").Fingerprint,
            Rule("{sequence: [{event: BLOCK_IO_ERROR, if: '(data[\"action\"]) == \"stop\"'}, {event: STOP}], within: 5000ms}").Fingerprint);
    }

    [Fact]
    public void Load_keys_of_clauses_have_the_names_and_the_order_of_the_first()
    {
        var lists = Rule("{event: QUORUM_REPORT_BAD, by: ['data[\"node-name\"]'], followed_by: {event: QUORUM_FAILURE, by: ['data.reference']}, within: 1m}").When.Pattern.Clauses;
        Assert.Equal(["data.`node-name`", "data.`node-name`"], lists.Select(c => Assert.Single(c.By).Name));
        Assert.Equal("data.reference", lists[1].By[0].Program.Canonical);
        var maps = Rule("{event: STOP, by: {a: 'vm.id', b: 'vm.host'}, followed_by: {event: RESUME, by: {b: 'vm.host', a: 'vm.id'}}, within: 1m}").When.Pattern.Clauses;
        Assert.Equal(["a", "b"], maps[1].By.Select(p => p.Name));
    }

    [Fact]
    public void Load_default_key_is_compiled_for_each_clause()
    {
        var clauses = Rule("{event: QUORUM_REPORT_BAD, by: ['data[\"sector-num\"]'], followed_by: {event: QUORUM_FAILURE}, within: 1m}").When.Pattern.Clauses;
        Assert.Equal(["data.`sector-num`", "data.`sector-num`"], clauses.Select(c => Assert.Single(c.By).Program.Canonical));
    }

    [Theory]
    [InlineData("{sequence: [{event: GUEST_PANICKED}, {event: RESET}, {event: SHUTDOWN}], within: 1m}", "first.data.action != \"run\" && data.guest && last.data.guest")]
    [InlineData("{event: GUEST_PANICKED, not_followed_by: {event: SHUTDOWN}, within: 1m}", "data.action == first.data.action && last.data.action != \"run\"")]
    [InlineData("{all_of: [{event: GUEST_PANICKED}, {event: SHUTDOWN}], within: 1m}", "has(data.action) && data.action == \"run\" && has(first.data.guest)")]
    [InlineData("{state: 'vm.status == \"paused\"', for: 1m}", "data.status == \"paused\" && event.name == \"VM_STATE\" && match.blind")]
    [InlineData("{event: BALLOON_CHANGE}", "!has(previous.data) || previous.data.actual < data.actual")]
    public void Load_actions_are_checked_against_the_events_that_a_match_ends_with(string when, string condition) =>
        Assert.Equal("", Loaded.RuleFile(Text(when, condition)).FormatDiagnostics());

    [Theory]
    [InlineData("{sequence: [{event: GUEST_PANICKED}, {event: SHUTDOWN}], within: 1m}", "data.action == \"run\"")]
    [InlineData("{event: GUEST_PANICKED, not_followed_by: {event: SHUTDOWN}, within: 1m}", "data.guest")]
    [InlineData("{all_of: [{event: GUEST_PANICKED}, {event: SHUTDOWN}], within: 1m}", "data.guest")]
    public void Load_actions_that_name_another_events_data_are_refused(string when, string condition) =>
        Assert.Contains("expression", Loaded.Lines(Loaded.RuleFile(Text(when, condition)).Diagnostics), StringComparison.Ordinal);

    private static string Text(string when, string condition) =>
        $"version: 1\nrules:\n  - name: r\n    when: {when}\n    then:\n      - if: '{condition}'\n        log: {{message: x}}\n";

    private static Rule Rule(string when) => Loaded.Rule($"version: 1\nrules: [{{name: r, when: {when}, then: [{{log: {{message: x}}}}]}}]");

    private static When When(string when) => Rule(when).When;
}
