using System.Collections.Immutable;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Groups;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Alerts;

/// <summary>Who was told of an alert, from what is stored.</summary>
public class AlertTellingTests
{
    private readonly Dictionary<(int, string, string), StateRow> _state = [];

    [Fact]
    public void Alert_of_a_group_waits_until_the_group_tells_and_is_told_then()
    {
        var (vms, groups) = (Make.Core([s_route], null, s_panic), Make.Core([s_route], null, s_panic));
        var opened = vms.Apply([Make.Event("GUEST_PANICKED")], Make.Start);
        var alert = Assert.Single(opened.Alerts);
        var message = Assert.Single(opened.Outgoing);

        var onItsWay = AlertTelling.Of(alert, Find, (partition, kind, uid) => (partition, kind, uid) == (message.Partition, InboxKinds.AlertGroup, alert.Uid));
        Assert.Equal((0, "oncall", null), (onItsWay.Told.Length, Assert.Single(onItsWay.Waiting), onItsWay.Until));

        Keep(message.Partition, groups.Apply([new InboxInput(message)], Make.Start));
        var waiting = AlertTelling.Of(alert, Find, (_, _, _) => false);
        Assert.Equal((0, "oncall", Make.Start.AddSeconds(5)), (waiting.Told.Length, Assert.Single(waiting.Waiting), waiting.Until));

        Keep(message.Partition, groups.Apply([], Make.Start.AddSeconds(6)));
        var told = AlertTelling.Of(alert, Find, (_, _, _) => false);
        Assert.Equal(("oncall", 0, null), (Assert.Single(told.Told), told.Waiting.Length, told.Until));
    }

    [Fact]
    public void Alert_that_a_silence_holds_says_which_also_when_it_has_ended()
    {
        var silence = new Silence { Id = "s1", Matchers = [new Matcher("vm", "vm1")], StartsAt = Make.Start, EndsAt = Make.Start.AddHours(1) };
        var core = Make.Core([Make.Route(null, "oncall")], null, s_panic);
        core.Apply([Make.Inbox(InboxKinds.Silence, silence.Write())], Make.Start);

        var open = Assert.Single(core.Apply([Make.Event("GUEST_PANICKED")], Make.Start).Alerts);
        var ended = Assert.Single(core.Apply([Make.Event("RESET", ordinal: 2)], Make.Start).Alerts);

        Assert.All([open, ended], alert => Assert.Equal(("silenced", "s1", 0), (alert.Held, Telling(alert).HeldBy, Telling(alert).Told.Length)));
        Assert.Equal("oncall", Assert.Single(Telling(open).Waiting));

        AlertTelling Telling(AlertRow alert) => AlertTelling.Of(alert, Find, (_, _, _) => false);
    }

    [Fact]
    public void Route_sees_the_severity_id_and_labels_of_the_alert()
    {
        var condition = "alert.severity == 'critical' && alert.id == 'down' && alert.labels.env == 'prod' && alert.labels.none == '' && rule.severity == 'warning'";
        var rule = Make.Rule("r", Make.When("STOP"), Make.Alert("x") with { Id = "down", Severity = Severity.Critical }) with
        {
            Severity = Severity.Warning, Labels = ImmutableSortedDictionary<string, string>.Empty.Add("env", "prod"),
        };
        var core = Make.Core([Make.Route("alert.severity == 'error'", "team"), Make.Route(condition, "oncall")], null, rule);

        Assert.Equal("oncall", Assert.Single(core.Apply([Make.Event("STOP")], Make.Start).Deliveries).Target);
    }

    private static readonly Rule s_panic = Make.Rule("panic", Make.When("GUEST_PANICKED"), Make.Alert("{{ vm.name }} panicked") with { ResolvedBy = [Make.ResolvedBy("RESET")] });

    private static readonly Reactor.Rules.Configuration.Route s_route = Groups.GroupLab.ByRule with { To = ["oncall"] };

    private ReadOnlyMemory<byte>? Find(int partition, string kind, string key) => _state.TryGetValue((partition, kind, key), out var row) ? row.Payload : null;

    private void Keep(int partition, Commit commit)
    {
        foreach (var row in commit.State)
        {
            _state[(partition, row.Kind, row.Key)] = row;
        }
    }
}
