using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Partitions;

/// <summary>An event is under way to a fleet rule's key while the rule is edited or removed.</summary>
public class ChangedFleetRuleTests
{
    private static readonly Rule s_rule = Make.Rule("storm", Make.When("GUEST_PANICKED", null, ("host", "vm.host")), Make.Alert("storm", "oncall") with { ResolvedBy = [Make.ResolvedBy("RESUME")] }) with
    {
        Scope = RuleScope.Fleet,
    };

    [Fact]
    public void Edited_rule_takes_it_as_if_it_had_come_just_now()
    {
        var (core, _) = Reloaded(s_rule, s_rule with { Severity = Severity.Critical });
        var commit = core.Apply([Forwarded(s_rule, "GUEST_PANICKED")], Make.Start);
        Assert.Equal("critical", Assert.Single(commit.Alerts).Severity);
        Assert.Single(commit.Deliveries);
        Assert.Equal(0, core.Counters.FleetHitsPassedOver);
    }

    [Theory]
    [InlineData("removed")]
    [InlineData("disabled")]
    [InlineData("of one VM")]
    [InlineData("other event")]
    [InlineData("other key")]
    public void Rule_for_which_it_is_nothing_any_more_passes_it_over_counted_and_told(string how)
    {
        Rule[] rules = how switch
        {
            "removed" => [],
            "disabled" => [s_rule with { Mode = RuleMode.Disabled }],
            "of one VM" => [s_rule with { Scope = RuleScope.Vm }],
            "other event" => [s_rule with { When = Make.When("STOP", null, ("host", "vm.host")) }],
            _ => [s_rule with { When = Make.When("GUEST_PANICKED", null, ("name", "vm.name")) }],
        };
        var (core, _) = Reloaded(s_rule, rules);
        var commit = core.Apply([Forwarded(s_rule, "GUEST_PANICKED")], Make.Start);
        Assert.Empty(commit.Alerts);
        Assert.Equal(1, core.Counters.FleetHitsPassedOver);
        var line = Assert.Single(commit.LogLines).Message;
        Assert.Contains("is passed over for rule storm", line, StringComparison.Ordinal);
        Assert.Contains("h1", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RESUME", 1)]
    [InlineData("RESET", 0)]
    public void What_resolves_ends_the_alert_where_the_edited_rule_still_says_so(string resolver, int resolved)
    {
        var edited = s_rule with { Severity = Severity.Critical, Then = [((AlertAction)s_rule.Then[0]) with { ResolvedBy = [Make.ResolvedBy("STOP"), Make.ResolvedBy(resolver)] }] };
        var (core, reload) = Reloaded(s_rule, [edited], Forwarded(s_rule, "GUEST_PANICKED"));
        Assert.Empty(reload.Alerts);
        var commit = core.Apply([Forwarded(s_rule, "RESUME")], Make.Start);
        Assert.Equal(resolved, commit.Alerts.Count(a => a.State == AlertState.Resolved));
        Assert.Equal(0, core.Counters.FleetHitsPassedOver);
    }

    [Fact]
    public void Fold_of_what_an_edited_rule_took_restores_the_same_state()
    {
        var edited = s_rule with { Severity = Severity.Critical, Limit = new Limit(1, TimeSpan.FromHours(1)) };
        var rows = new StoredRows();
        var (core, reload) = Reloaded(s_rule, edited);
        rows.Append(reload);
        rows.Append(core.Apply([Forwarded(s_rule, "GUEST_PANICKED")], Make.Start));
        var next = rows.Restore(Core(edited));
        Assert.Equal(core.TakeSnapshot().Snapshot!.State.ToArray(), next.Start(Make.Start).Snapshot!.State.ToArray());
    }

    private static (PartitionCore Core, Commit Reload) Reloaded(Rule before, Rule after) => Reloaded(before, [after]);

    private static (PartitionCore Core, Commit Reload) Reloaded(Rule before, Rule[] after, params PartitionInput[] first)
    {
        var core = Core(before);
        core.Apply(first, Make.Start);
        var set = new RuleSet(RuleVocabulary.Empty, after);
        return (core, core.Reload(set, Make.Settings(), Make.Start, new RuleEngine(set)));
    }

    private static PartitionCore Core(Rule rule) => Make.Core(PartitionMap.VmPartitions, Make.Settings(), null, null, rule);

    // What the VM's partition made of it under the old rule.
    private static InboxInput Forwarded(Rule rule, string name)
    {
        var row = Make.Core(rule).Apply([Make.Event(name)], Make.Start).Outgoing[0];
        return new InboxInput(row);
    }
}
