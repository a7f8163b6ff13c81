using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;

namespace Reactor.Reactions.Tests.Alerts;

public class AlertBookTests
{
    private static readonly DateTimeOffset s_at = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Put_same_identity_replaces()
    {
        var book = new AlertBook(10);
        book.Put(Open(Alert("a_1", "k")), null);
        book.Put(Open(Alert("a_1", "k") with { Count = 2 }), null);
        Assert.Equal(1, book.Count);
        Assert.True(book.TryGet("vm1", "r", "i", "k", out var alert));
        Assert.Equal(2, alert.Row.Count);
    }

    [Fact]
    public void Of_gives_all_keys_of_one_action_oldest_first()
    {
        var book = new AlertBook(10);
        book.Put(Open(Alert("a_3", "k3") with { StartsAt = s_at.AddSeconds(1) }), null);
        book.Put(Open(Alert("a_2", "k2")), null);
        book.Put(Open(Alert("a_1", "k1")), null);
        book.Put(Open(Alert("a_9", "k1") with { Id = "other" }), null);
        book.Put(Open(Alert("a_8", "k1") with { VmId = "vm2" }), null);
        Assert.Equal(["a_1", "a_2", "a_3"], book.Of("vm1", "r", "i").Select(a => a.Row.Uid));
    }

    [Fact]
    public void HasRoom_is_counted_per_vm_and_freed_by_removal()
    {
        var book = new AlertBook(1);
        book.Put(Open(Alert("a_1", "k")), null);
        Assert.False(book.HasRoom("vm1"));
        Assert.True(book.HasRoom("vm2"));
        book.Remove(Alert("a_1", "k"));
        Assert.True(book.HasRoom("vm1"));
        Assert.Equal(0, book.Count);
        Assert.Empty(book.All);
    }

    [Fact]
    public void Remove_unknown_alert_changes_nothing()
    {
        var book = new AlertBook(1);
        book.Put(Open(Alert("a_1", "k")), null);
        book.Remove(Alert("a_1", "k") with { VmId = "vm2" });
        book.Remove(Alert("a_1", "other"));
        Assert.Equal(1, book.Count);
    }

    [Fact]
    public void TakeDue_gives_what_is_over_in_order_and_never_what_is_due_at_that_instant()
    {
        var book = new AlertBook(10);
        book.Put(Open(Alert("a_2", "k2")), s_at.AddSeconds(2));
        book.Put(Open(Alert("a_1", "k1")), s_at.AddSeconds(1));
        book.Put(Open(Alert("a_3", "k3")), s_at.AddSeconds(3));
        book.Put(Open(Alert("a_4", "k4")), null);
        Assert.Equal(s_at.AddSeconds(1), book.NextDue);
        Assert.Equal("a_1", book.TakeDue(s_at.AddSeconds(3))?.Row.Uid);
        Assert.Equal("a_2", book.TakeDue(s_at.AddSeconds(3))?.Row.Uid);
        Assert.Null(book.TakeDue(s_at.AddSeconds(3)));
        book.Remove(Alert("a_3", "k3"));
        Assert.Null(book.NextDue);
    }

    [Fact]
    public void Held_and_ending_by_state_follow_the_alert()
    {
        var book = new AlertBook(10);
        book.Put(Open(Alert("a_1", "k") with { Held = "wait" }, new AlertExtra { StateSince = AlertExtra.NoStates.Add("s", s_at) }), null);
        Assert.Equal("a_1", Assert.Single(book.Held).Row.Uid);
        Assert.Equal("a_1", Assert.Single(book.EndingByState("vm1")).Row.Uid);
        book.Put(Open(Alert("a_1", "k")), null);
        Assert.Empty(book.Held);
        Assert.Empty(book.EndingByState("vm1"));
    }

    private static OpenAlert Open(AlertRow row, AlertExtra? extra = null) => OpenAlert.Of(row, extra ?? AlertExtra.None);

    private static AlertRow Alert(string uid, string key) => new()
    {
        Uid = uid,
        Rule = "r",
        Id = "i",
        Key = key,
        VmId = "vm1",
        VmName = "vm1",
        State = AlertState.Firing,
        Severity = "error",
        Summary = "",
        StartsAt = s_at,
        RefreshedAt = s_at,
        FiringId = "f_1",
    };
}
