using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Tests.Support;

namespace Reactor.Reactions.Tests.Groups;

/// <summary>Whatever happens, and whenever the daemon ends: who was told that an alert fires is told once that it ended.</summary>
public class GroupRestartPropertyTests
{
    [Property(MaxTest = 60)]
    public Property Told_firing_is_told_resolved_once_and_restarts_change_nothing() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte What, byte Vm, byte Later)[]>(), RestartsChangeNothing);

    // One that is silenced before it is told ends untold; the next news is told after the wait, whatever was reloaded.
    [Fact]
    public void News_after_one_that_ended_untold_is_told_together_with_what_comes_with_it()
    {
        (byte, byte, byte)[] steps = [(0, 1, 0), (0, 2, 0), (0, 0, 1), (4, 0, 2), (0, 0, 229)];

        RestartsChangeNothing(steps);
        Assert.Equal(["am firing: vm1=firing vm2=firing", "am resolved: vm1=resolved vm2=resolved"], Run(steps, Restarts.None).Select(GroupLab.Words));
    }

    private static void RestartsChangeNothing((byte What, byte Vm, byte Later)[] steps)
    {
        var plain = Run(steps, Restarts.None);
        var restarted = Run(steps, Restarts.WhenNothingIsDue);
        Assert.Equal(plain.Select(d => (d.WebhookId, GroupLab.Words(d))), restarted.Select(d => (d.WebhookId, GroupLab.Words(d))));
        Assert.Equal(plain.Select(d => (d.WebhookId, GroupLab.Words(d))), Run(steps, Restarts.AsReloads).Select(d => (d.WebhookId, GroupLab.Words(d))));

        // What was due while it was down comes in another order, and some of it together.
        foreach (var told in (List<DeliveryRow>[])[plain, restarted, Run(steps, Restarts.AtAnyTime)])
        {
            Assert.Equal(told.Count, told.Select(d => d.WebhookId).Distinct().Count());
            Balanced(told);
        }
    }

    private enum Restarts
    {
        None,
        WhenNothingIsDue,
        AtAnyTime,

        // In their place the same rules are taken up anew.
        AsReloads,
    }

    // By the firing that opened it: told that it fires, then as often as there is news, then once that it ended.
    private static void Balanced(List<DeliveryRow> told)
    {
        var open = new HashSet<string>();
        var ended = new HashSet<string>();
        foreach (var alert in told.SelectMany(d => GroupLab.Json(d).GetProperty("data").GetProperty("alerts").EnumerateArray()))
        {
            var (firing, state) = (alert.GetProperty("firing").GetString()!, alert.GetProperty("alert").GetProperty("state").GetString());
            if (state != "resolved")
            {
                Assert.DoesNotContain(firing, ended);
                open.Add(firing);
            }
            else
            {
                Assert.True(open.Remove(firing), "the end of something that was not told");
                Assert.True(ended.Add(firing));
            }
        }

        // At the end of each run everything has ended, and all of it was told.
        Assert.Empty(open);
    }

    private static List<DeliveryRow> Run((byte What, byte Vm, byte Later)[] steps, Restarts restarts)
    {
        var route = GroupLab.ByRule with { To = ["am"], Repeat = TimeSpan.FromMinutes(20) };
        var lab = new GroupLab(Make.Settings([route]), null, [], GroupLab.PartitionsOf(route, "vm0", "vm1", "vm2", "vm3"));
        var at = 0.0;
        var number = 0;
        foreach (var (what, vm, later) in steps)
        {
            at += later % 8 * 40 + 1;
            if (restarts != Restarts.AtAnyTime)
            {
                lab.Pass(at);
            }

            var name = $"vm{vm % 4}";
            switch (what % 6)
            {
                case 0 or 1: lab.Happens("GUEST_PANICKED", name, at); break;
                case 2 or 3: lab.Happens("RESET", name, at); break;
                case 4:
                    var id = $"s{++number}";
                    lab.Hold(InboxKinds.Silence, new Silence { Id = id, Matchers = [new Matcher("vm", name)], StartsAt = GroupLab.At(at), EndsAt = GroupLab.At(at + 600) }, at, id);
                    break;
                case 5 when lab.Alerts.Values.Any(a => a.VmName == name && a.State.IsOpen()): lab.Acknowledge(name, at); break;
            }

            if (restarts == Restarts.AtAnyTime && later % 3 == 0)
            {
                lab.Restart(at);
            }

            lab.Pass(at);
            if (restarts == Restarts.AsReloads && later % 3 == 1)
            {
                lab.Reload(at);
            }
            else if (restarts != Restarts.None && later % 3 == 1)
            {
                lab.Restart(at);
            }
        }

        for (var vm = 0; vm < 4; vm++)
        {
            lab.Happens("RESET", $"vm{vm}", at + 1);
        }

        lab.Pass(at + 1);
        lab.Pass(at + 1000);
        return lab.Told;
    }
}
