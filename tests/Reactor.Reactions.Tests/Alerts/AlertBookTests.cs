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
        book.Put(Alert("a_1", "k"));
        book.Put(Alert("a_1", "k") with { Count = 2 });
        Assert.Equal(1, book.Count);
        Assert.True(book.TryGet("vm1", "r", "i", "k", out var alert));
        Assert.Equal(2, alert.Count);
    }

    [Fact]
    public void Of_gives_all_keys_of_one_action_oldest_first()
    {
        var book = new AlertBook(10);
        book.Put(Alert("a_3", "k3") with { StartsAt = s_at.AddSeconds(1) });
        book.Put(Alert("a_2", "k2"));
        book.Put(Alert("a_1", "k1"));
        book.Put(Alert("a_9", "k1") with { Id = "other" });
        book.Put(Alert("a_8", "k1") with { VmId = "vm2" });
        Assert.Equal(["a_1", "a_2", "a_3"], book.Of("vm1", "r", "i").Select(a => a.Uid));
    }

    [Fact]
    public void HasRoom_is_counted_per_vm_and_freed_by_removal()
    {
        var book = new AlertBook(1);
        book.Put(Alert("a_1", "k"));
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
        book.Put(Alert("a_1", "k"));
        book.Remove(Alert("a_1", "k") with { VmId = "vm2" });
        book.Remove(Alert("a_1", "other"));
        Assert.Equal(1, book.Count);
    }

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
