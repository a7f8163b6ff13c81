using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Tests.Support;

namespace Reactor.Reactions.Tests.Groups;

/// <summary>Alerts of a group that are silenced.</summary>
public sealed class SilencedGroupTests
{
    private static readonly Silence s_silence = new()
    {
        Id = "s1", Matchers = [new Matcher("vm", "vm2")], StartsAt = Make.Start, EndsAt = Make.Start.AddHours(1),
    };

    private static string[] Words(GroupLab lab) => [.. lab.Take().Select(GroupLab.Words)];

    [Fact]
    public void Silenced_alert_is_left_out_and_told_when_its_silence_ends_by_hand_or_by_itself()
    {
        foreach (var byHand in (bool[])[true, false])
        {
            var lab = new GroupLab(GroupLab.ByRule with { To = ["am"] });
            lab.Happens("GUEST_PANICKED", "vm1", 0);
            lab.Happens("GUEST_PANICKED", "vm2", 0.5);
            lab.Deliver(1);

            // It came to the group already: it is asked again when that is about to tell.
            lab.Hold(InboxKinds.Silence, s_silence, 2, "s");
            lab.Pass(6);
            Assert.Equal(["am firing: vm1=firing"], Words(lab));
            lab.Pass(1000);
            Assert.Empty(lab.Take());
            if (byHand)
            {
                lab.Hold(InboxKinds.Silence, s_silence with { IsEnded = true }, 1001, "e");
            }

            lab.Pass(byHand ? 1002 : 3601);
            Assert.Equal(["am firing: vm1=firing vm2=firing"], Words(lab));
        }
    }

    [Fact]
    public void Silence_until_resolved_holds_in_the_group_too_and_ends_with_its_alert()
    {
        var lab = new GroupLab(GroupLab.ByRule with { To = ["am"] });
        lab.Happens("GUEST_PANICKED", "vm1", 0);
        lab.Happens("GUEST_PANICKED", "vm2", 0.5);
        lab.Deliver(1);
        lab.Hold(InboxKinds.Silence, s_silence with { EndsAt = null, UntilResolved = true }, 2, "s");

        lab.Pass(1000);
        Assert.Equal(["am firing: vm1=firing"], Words(lab));
        lab.Happens("RESET", "vm2", 1001);
        lab.Happens("GUEST_PANICKED", "vm2", 1002);
        lab.Pass(2000);
        Assert.Equal(["am firing: vm1=firing vm2=firing"], Words(lab));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Silence_until_resolved_holds_an_alert_whose_group_had_not_heard_of_it_until_it_ends(bool endsMeanwhile)
    {
        var lab = new GroupLab(GroupLab.ByRule with { To = ["am"] });
        lab.HappensUnheard("GUEST_PANICKED", "vm2", 0);
        lab.Hold(InboxKinds.Silence, s_silence with { EndsAt = null, UntilResolved = true }, 1, "s");
        if (endsMeanwhile)
        {
            lab.Hold(InboxKinds.Silence, s_silence with { IsEnded = true }, 2, "e");
        }

        lab.Deliver(3);
        lab.Happens("GUEST_PANICKED", "vm1", 4);
        lab.Pass(1000);
        Assert.Equal([endsMeanwhile ? "am firing: vm2=firing vm1=firing" : "am firing: vm1=firing"], Words(lab));
        lab.Hold(InboxKinds.Silence, s_silence with { IsEnded = true }, 1001, "f");
        lab.Pass(2000);
        Assert.Equal(endsMeanwhile ? [] : ["am firing: vm2=firing vm1=firing"], Words(lab));
    }

    [Fact]
    public void Silence_until_resolved_that_ends_at_the_moment_at_which_it_came_holds_nothing_in_a_group()
    {
        var lab = new GroupLab(GroupLab.ByRule with { To = ["am"] });
        lab.HappensUnheard("GUEST_PANICKED", "vm2", 0);
        lab.Hold(InboxKinds.Silence, s_silence with { EndsAt = null, UntilResolved = true }, 1, "s");
        lab.Hold(InboxKinds.Silence, s_silence with { IsEnded = true }, 1, "e");
        lab.Deliver(3);
        lab.Happens("GUEST_PANICKED", "vm1", 4);
        lab.Pass(1000);
        Assert.Equal(["am firing: vm2=firing vm1=firing"], Words(lab));
    }

    [Fact]
    public void End_of_an_alert_that_was_told_is_told_though_it_is_silenced_by_then()
    {
        var lab = new GroupLab(GroupLab.ByRule with { To = ["am"] });
        lab.Happens("GUEST_PANICKED", "vm2", 0);
        lab.Pass(6);
        lab.Hold(InboxKinds.Silence, s_silence, 7, "s");
        lab.Happens("RESET", "vm2", 8);
        lab.Pass(400);
        Assert.Equal(["am firing: vm2=firing", "am resolved: vm2=resolved"], Words(lab));
    }
}
