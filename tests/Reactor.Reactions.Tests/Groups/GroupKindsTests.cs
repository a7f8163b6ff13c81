using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Configuration;

namespace Reactor.Reactions.Tests.Groups;

/// <summary>Targets that are told of each alert alone, and those that become or were such.</summary>
public sealed class GroupKindsTests
{
    [Fact]
    public void Target_that_keeps_alerts_since_a_reload_is_told_of_each_alone_and_once()
    {
        var lab = new GroupLab(Kinds(new WebhookTarget("am")), null, []);
        lab.Happens("GUEST_PANICKED", "vm1", 0);
        lab.Pass(6);
        lab.Take();
        // The group knows of this one, and has told nobody.
        lab.Happens("GUEST_PANICKED", "vm2", 7);
        lab.Pass(8);

        lab.Settings = Kinds(s_pagerDuty);
        lab.Reload(9);
        lab.Happens("GUEST_PANICKED", "vm3", 10);
        lab.Pass(400);
        Assert.Equal(["am firing: vm2", "am firing: vm3", "oncall firing: vm1, vm2", "oncall firing: vm3"], Brief(lab));

        foreach (var vm in (string[])["vm1", "vm2", "vm3"])
        {
            lab.Happens("RESET", vm, 401);
        }

        lab.Pass(800);
        Assert.Equal(
            ["am resolved: vm1", "am resolved: vm2", "am resolved: vm3", "oncall resolved: vm1, vm2", "oncall resolved: vm3"],
            Brief(lab));
    }

    [Fact]
    public void Target_that_kept_alerts_until_a_reload_is_told_with_the_group_of_those_that_open_from_then_on()
    {
        var lab = new GroupLab(Kinds(s_pagerDuty), null, []);
        lab.Happens("GUEST_PANICKED", "vm1", 0);
        lab.Pass(6);
        Assert.Equal(["am firing: vm1", "oncall firing: vm1"], Brief(lab));

        lab.Settings = Kinds(new WebhookTarget("am"));
        lab.Reload(9);
        lab.Restart(9);
        lab.Happens("GUEST_PANICKED", "vm2", 10);
        lab.Pass(400);
        Assert.Equal(["am firing: vm2", "oncall firing: vm2"], Brief(lab));

        lab.Happens("RESET", "vm1", 401);
        lab.Happens("RESET", "vm2", 401);
        lab.Pass(800);
        Assert.Equal(["am resolved: vm1", "am resolved: vm2", "oncall resolved: vm1", "oncall resolved: vm2"], Brief(lab));
    }

    [Fact]
    public void Alert_that_its_group_told_of_alone_opens_again_it_is_of_one_series()
    {
        var lab = new GroupLab(Kinds(new WebhookTarget("am")), null, []);
        lab.Happens("GUEST_PANICKED", "vm1", 0);
        lab.Pass(1);
        lab.Settings = Kinds(s_pagerDuty);
        lab.Reload(2);
        lab.Restart(2);
        lab.Pass(400);
        lab.Happens("RESET", "vm1", 401);
        lab.Pass(800);
        lab.Happens("GUEST_PANICKED", "vm1", 801);
        lab.Pass(1200);

        var told = lab.Take();
        Assert.Equal(["firing", "resolved", "firing"], told.Where(d => d.Target == "am").Select(d => d.Kind));
        Assert.NotNull(Assert.Single(told.Where(d => d.Target == "am").Select(d => d.Series).Distinct()));
        Assert.All(told.Where(d => d.Target == "oncall"), d => Assert.Null(d.Series));
    }

    private static readonly PagerDutyTarget s_pagerDuty = new("am") { RoutingKey = new EnvironmentSecret("KEY") };

    private static string[] Brief(GroupLab lab) => [.. lab.Take().Select(d => $"{d.Target} {d.Kind}: {d.VmName}").Order()];

    private static PartitionSettings Kinds(TargetConfiguration am) => Make.Settings([GroupLab.ByRule]) with
    {
        Targets = new Dictionary<string, TargetConfiguration> { ["oncall"] = new WebhookTarget("oncall"), ["am"] = am },
    };
}
