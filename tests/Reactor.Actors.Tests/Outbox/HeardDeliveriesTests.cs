using Reactor.Actors.Outbox;
using Reactor.Actors.Tests.Fakes;
using Reactor.Reactions.Commits;
using Reactor.Store;

namespace Reactor.Actors.Tests.Outbox;

public sealed class HeardDeliveriesTests
{
    private static readonly DateTimeOffset s_read = Samples.At - TimeSpan.FromMilliseconds(3);

    [Fact]
    public void Delivery_of_a_firing_whose_event_is_in_its_commit_says_when_that_was_read()
    {
        var commits = new[] { Commit("e_1", "f_1"), Commit("e_2", "f_2") };
        var claimed = commits.Select(commit => new ClaimedDelivery(commit.Deliveries[0], 1) { HoldsSeen = 7 }).ToArray();

        var heard = HeardDeliveries.Of(commits, [.. claimed]);

        Assert.Equal(claimed.Select(claim => claim with { HeardAt = s_read }), heard);
    }

    [Fact]
    public void Delivery_whose_event_is_not_at_hand_or_that_no_rule_matched_says_nothing()
    {
        var elsewhere = Commit("e_1", "f_1") with { Events = [] };
        var unmatched = Commit("e_2", "f_2");
        unmatched = unmatched with { Events = [unmatched.Events[0] with { Matched = 0 }] };

        var heard = HeardDeliveries.Of([elsewhere, unmatched], [new ClaimedDelivery(elsewhere.Deliveries[0], 1), new ClaimedDelivery(unmatched.Deliveries[0], 1)]);

        Assert.All(heard, claim => Assert.Null(claim.HeardAt));
    }

    private static Commit Commit(string eventId, string firing) => Samples.Commit(1, 0, Samples.Delivery("msg_" + firing) with { FiringId = firing }) with
    {
        Events = [new EventRow(eventId, "v", "web1", "STOP", Samples.At, null, "live", "{}"u8.ToArray(), 1) { ReceivedAt = s_read }],
        Firings = [new FiringRow(firing, "down", "error", "v", "web1", eventId, "STOP", Samples.At, "{}", 0)],
    };
}
