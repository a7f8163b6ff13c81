using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;

namespace Reactor.Reactions.Tests.Alerts;

public class TargetAlertTests
{
    private static readonly int s_partition = PartitionMap.OfFleetKey("{}");

    private readonly Lab _lab = new(p => Make.Core(p, Make.Settings([Make.Route(null, "team")]), null, null), s_partition);

    [Fact]
    public void Take_disabled_opens_one_alert_of_the_target_and_tells_the_route()
    {
        var commit = Tell("oncall", isDisabled: true);

        var alert = Assert.Single(commit.Alerts);
        Assert.Equal(("reactor", "reactor.target-disabled", AlertState.Firing, "error"), (alert.Rule, alert.Id, alert.State, alert.Severity));
        Assert.Equal("oncall", alert.Labels["target"]);
        Assert.Equal("target oncall answered 410 and is disabled", alert.Summary);
        Assert.Contains("reactor targets enable oncall", alert.Description, StringComparison.Ordinal);
        Assert.Single(commit.Deliveries);
        Assert.Empty(Tell("oncall", isDisabled: true).Alerts);
        Assert.Single(Tell("pager", isDisabled: true).Alerts);
    }

    [Fact]
    public void Take_called_again_ends_that_alert_alone_and_over_a_restart_it_stays()
    {
        Tell("oncall", isDisabled: true);
        Tell("pager", isDisabled: true);

        Assert.Empty(_lab.Restart(s_partition, Make.Start.AddMinutes(1)).Alerts);
        var commit = Tell("oncall", isDisabled: false);

        var alert = Assert.Single(commit.Alerts);
        Assert.Equal((AlertState.Resolved, "mended", "oncall"), (alert.State, alert.ResolvedBy, alert.Labels["target"]));
        Assert.Single(commit.Deliveries, delivery => delivery.Kind == "resolved");
        Assert.Single(_lab.Opened(s_partition));
        Assert.Empty(Tell("oncall", isDisabled: false).Alerts);
    }

    private int _number;

    private Commit Tell(string target, bool isDisabled) =>
        _lab.Tell(s_partition, Make.Start.AddMinutes(1), InboxKinds.Target, DaemonTrouble.OfTarget(target, isDisabled).ToRow("").Payload, $"target/{++_number}");
}
