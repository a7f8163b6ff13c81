using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Store.Sqlite;
using Reactor.Store.Sqlite.Writing;
using SQLitePCL;

namespace Reactor.Store.Tests.Sqlite.Writing;

/// <summary>What it costs to hold deliveries and to let them go, in steps of SQLite's machine.</summary>
public sealed class HeldDeliveriesTests
{
    [Fact]
    public void Alert_ends_among_many_that_are_held_costs_what_it_does_among_few()
    {
        Assert.Equal(StepsOf(20, ReleaseAlert), StepsOf(500, ReleaseAlert));

        static void ReleaseAlert(Session session) => Assert.Equal(["ops"], HeldDeliveries.ReleaseAlert(session, "a_7").AsEnumerable());
    }

    [Fact]
    public void One_more_is_held_among_many_costs_what_it_does_among_few()
    {
        Assert.Equal(StepsOf(20, Hold), StepsOf(500, Hold));

        static void Hold(Session session) => HeldDeliveries.Write(session, HeldDelivery.Until(8, "h1", Some.At(99)), Some.At(1));
    }

    [Fact]
    public void Next_of_those_that_are_held_among_many_costs_what_it_does_among_few()
    {
        Assert.Equal(StepsOf(20, NextDue), StepsOf(500, NextDue));

        static void NextDue(Session session) => Assert.Equal(Some.At(50), HeldDeliveries.NextOf(session, "ops"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Group_tells_more_while_much_of_it_is_held_costs_what_it_does_while_little_is(bool isOrdered)
    {
        Assert.Equal(StepsOfOneMore(20), StepsOfOneMore(500));

        long StepsOfOneMore(int held)
        {
            using var temp = new TempStore();
            using var session = Session.Open(temp.Path, new StoreOptions(), mark: null, new DeliveryClaims(), new HoldsInForce());
            long made = 0;
            raw.sqlite3_progress_handler(session.Database.Handle, 1, _ => made++ < 0 ? 1 : 0, null);
            session.Database.Run("BEGIN IMMEDIATE");
            // Longer than a timer lasts: each time that it is asked, it is asked again later.
            var silence = new Silence { Id = "h1", Matchers = [new Matcher("vm", "web1")], StartsAt = Some.At(0), EndsAt = Some.At(10_000_000) };
            Holds.Insert(session.Database, new HoldRow(silence, Some.At(0), null, null));
            session.Holds.Forget();
            Append(Told(0), Some.Grouped("g_1", "web1"));
            Assert.Empty(Claim(1));
            for (int i = 1; i < held; i++)
                Append(Told(i));
            Assert.Empty(Claim(2));
            long before = made;
            Append(Told(held));
            Assert.Empty(Claim(3));
            Assert.Equal(Some.At(3) + TimeSpan.FromDays(1), DeliveryQueue.NextDue(session, "ops", isOrdered));
            long steps = made - before;
            Assert.Equal(held + 1, session.Database.Scalar("SELECT count(*) FROM deliveries WHERE state = 'pending' AND held_by = 'h1'"));
            return steps;

            void Append(DeliveryRow row, params StateRow[] told) =>
                CommitWriter.Write(session, Some.Empty(1, session.Partitions.Applied(1) + 1) with { State = [.. told], Deliveries = [row] }, new AppendedDeliveries());

            ImmutableArray<ClaimedDelivery> Claim(int at) => DeliveryQueue.Claim(session, "ops", 9, Some.At(at), isOrdered, room: null, mayWrite: true)!.Value;
        }

        static DeliveryRow Told(int number) => Some.Delivery($"msg_{number}") with { Group = "g_1", ActionPath = "group" };
    }

    [Fact]
    public async Task Long_chain_that_is_held_is_muted_in_pieces_and_what_is_behind_it_goes()
    {
        const int Openings = 600;
        using var temp = new TempStore();
        await using var store = await temp.OpenAsync();
        await store.AppendAsync([Some.Empty(1, 1) with
        {
            Alerts = [.. Enumerable.Range(0, Openings).Select(i => Some.Alert($"a_{i}", AlertState.Resolved))],
            Deliveries = [.. Enumerable.Range(0, Openings).Select(i => Row(i) with { Series = "s_1", Kind = "repeat" }), Row(Openings) with { Series = "s_1", VmName = "web2", Rule = "r2", Alert = null }],
        }]);
        var silence = new Silence { Id = "h1", Matchers = [new Matcher("rule", "r1")], StartsAt = Some.At(0), EndsAt = Some.At(100) };
        await store.ActAsync(new OperatorAct { Audit = [], Begins = new HoldRow(silence, Some.At(0), null, null) });
        var room = new ClaimRoom();

        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(1), room: room));
        Assert.InRange(store.Statistics.DeliveriesMuted, 1, Openings - 1);
        Assert.Equal(Some.At(0), await store.NextDueAsync("ops"));
        Assert.Equal(["msg_600"], (await store.ClaimAsync("ops", 9, Some.At(1), room: room)).Select(c => c.Delivery.WebhookId));
        Assert.Equal(Openings, store.Statistics.DeliveriesMuted);
    }

    private static long StepsOf(int held, Action<Session> work)
    {
        using var temp = new TempStore();
        using var session = Session.Open(temp.Path, new StoreOptions(), mark: null, new DeliveryClaims(), new HoldsInForce());
        long made = 0;
        raw.sqlite3_progress_handler(session.Database.Handle, 1, _ => made++ < 0 ? 1 : 0, null);
        session.Database.Run("BEGIN IMMEDIATE");
        CommitWriter.Write(session, Some.Empty(1, 1) with { Deliveries = [.. Enumerable.Range(0, held).Select(Row)] }, new AppendedDeliveries());
        for (int i = 0; i < held; i++)
            HeldDeliveries.Write(session, HeldDelivery.Until(i + 1, "h1", Some.At(50)), Some.At(1));
        long before = made;
        work(session);
        return made - before;
    }

    // Alerts, each of its own.
    private static DeliveryRow Row(int number) => Some.Delivery($"msg_{number}") with
    {
        FiringId = $"f_{number}", Alert = $"a_{number}", Series = $"s_{number}", ActionPath = "then[0].alert",
    };
}
