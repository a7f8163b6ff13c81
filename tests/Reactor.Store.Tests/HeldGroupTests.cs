using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Store.Reading;

namespace Reactor.Store.Tests;

/// <summary>What a group tells, and a maintenance that begins before it has arrived.</summary>
public sealed class HeldGroupTests : IDisposable
{
    private const string Group = "g_1";

    private readonly TempStore _temp = new();
    private long _sequence;

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Claim_all_that_it_told_of_are_held_it_waits_and_is_told_once_when_that_is_over()
    {
        await using var store = await ToldAsync(Told("web1"), Told("web2"));
        await HoldAsync(store, "web1", "web2");

        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(10)));
        Assert.Equal(("pending", "h_web2"), Row("msg_group"));
        Assert.Equal(["msg_group"], Ids(await store.ClaimAsync("ops", 9, Some.At(101))));
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(102)));
    }

    [Fact]
    public async Task Claim_one_that_it_told_of_is_not_held_it_goes_with_what_it_says_of_the_others()
    {
        await using var store = await ToldAsync(Told("web1"), Told("web2"), Told("web3") with { IsTold = false });
        await HoldAsync(store, "web1");

        Assert.Equal(["msg_group"], Ids(await store.ClaimAsync("ops", 9, Some.At(10))));
    }

    [Fact]
    public async Task Claim_all_ended_while_it_was_held_it_is_muted_and_their_end_goes()
    {
        await using var store = await ToldAsync(Told("web1"));
        await HoldAsync(store, "web1");
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(10)));

        await AppendAsync(store, [Gone("web1")], Letter("msg_end") with { Kind = "resolved", TellsEnd = true });

        Assert.Equal(["msg_end"], Ids(await store.ClaimAsync("ops", 9, Some.At(11))));
        Assert.Equal(("muted", "h_web1"), Row("msg_group"));
    }

    [Fact]
    public async Task Claim_it_tells_that_some_ended_it_goes_inside_the_hold_and_no_end_is_lost()
    {
        await using var store = await ToldAsync(Told("web1"), Told("web2"));
        await store.CompleteAsync(Some.Ended(Assert.Single(await store.ClaimAsync("ops", 9, Some.At(0))), AttemptOutcome.Delivered));
        await AppendAsync(store, [Gone("web2")], Letter("msg_one_ended") with { TellsEnd = true });
        await store.CompleteAsync(Some.Ended(Assert.Single(await store.ClaimAsync("ops", 9, Some.At(0))), AttemptOutcome.Retry, 0, 5, status: 503));
        await HoldAsync(store, "web1");
        Assert.Equal(["msg_one_ended"], Ids(await store.ClaimAsync("ops", 9, Some.At(5))));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Claim_end_of_one_that_was_told_is_behind_what_would_be_held_both_go_in_their_order(bool wasHeld, bool isOrdered)
    {
        await using var store = await ToldAsync(Told("web1"));
        await store.CompleteAsync(Some.Ended(Assert.Single(await store.ClaimAsync("ops", 9, Some.At(0), isOrdered)), AttemptOutcome.Delivered));
        await AppendAsync(store, [Told("web2").ToRow()], Letter("msg_two"));
        await HoldAsync(store, "web1", "web2");
        if (wasHeld)
            Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(10), isOrdered));
        await AppendAsync(store, [Told("web3").ToRow()], Letter("msg_three"));
        await HoldAsync(store, "web3");
        if (wasHeld)
            Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(10), isOrdered));

        await AppendAsync(store, [Gone("web1")], Letter("msg_one_ended") with { TellsEnd = true });

        foreach (string id in (string[])["msg_two", "msg_three", "msg_one_ended"])
        {
            Assert.Equal(Some.At(0), await store.NextDueAsync("ops", isOrdered));
            var claimed = Assert.Single(await store.ClaimAsync("ops", 9, Some.At(11), isOrdered));
            Assert.Equal(id, claimed.Delivery.WebhookId);
            await store.CompleteAsync(Some.Ended(claimed, AttemptOutcome.Delivered));
        }
    }

    [Fact]
    public async Task Claim_said_again_is_muted_where_all_are_held()
    {
        await using var store = await ToldAsync(Told("web1"));
        await store.CompleteAsync(Some.Ended(Assert.Single(await store.ClaimAsync("ops", 9, Some.At(0))), AttemptOutcome.Delivered));
        await AppendAsync(store, [], Letter("msg_repeat") with { Kind = "repeat" });
        await HoldAsync(store, "web1");

        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(10)));
        Assert.Equal(("muted", "h_web1"), Row("msg_repeat"));
    }

    private static IEnumerable<string> Ids(IEnumerable<ClaimedDelivery> claimed) => claimed.Select(c => c.Delivery.WebhookId);

    private static DeliveryRow Letter(string id) => Some.Delivery(id) with { Group = Group, ActionPath = "group", VmName = "web1, web2" };

    private static Grouped Told(string vm) => new(vm, IsTold: true);

    private static StateRow Gone(string vm) => new(SentSubject.GroupKind, SentSubject.GroupPrefix(Group) + vm, null);

    private static async Task HoldAsync(SqliteStore store, params string[] vms)
    {
        foreach (string vm in vms)
        {
            var hold = new Maintenance { Id = $"h_{vm}", Matchers = [new Matcher("vm", vm)], StartsAt = Some.At(0), EndsAt = Some.At(100) };
            await store.ActAsync(new OperatorAct { Audit = [], Begins = new HoldRow(hold, Some.At(0), null, null) });
        }
    }

    private async Task<SqliteStore> ToldAsync(params Grouped[] alerts)
    {
        var store = await _temp.OpenAsync();
        await AppendAsync(store, [.. alerts.Select(alert => alert.ToRow())], Letter("msg_group"));
        return store;
    }

    private Task<Appended> AppendAsync(SqliteStore store, StateRow[] state, DeliveryRow letter) =>
        store.AppendAsync([Some.Empty(3, ++_sequence) with { State = [.. state], Deliveries = [letter] }]);

    private (string State, string? HeldBy) Row(string id)
    {
        var row = StoreReader.Open(_temp.Path).Deliveries(new DeliveryFilter()).Single(delivery => delivery.WebhookId == id);
        return (row.State, row.HeldBy);
    }

    /// <summary>An alert, as its group keeps it.</summary>
    private sealed record Grouped(string Vm, bool IsTold)
    {
        public StateRow ToRow() => Some.Grouped(Group, Vm, IsTold);
    }
}
