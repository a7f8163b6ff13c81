using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Store.Sqlite;
using Reactor.Store.Sqlite.Writing;
using SQLitePCL;

namespace Reactor.Store.Tests.Sqlite.Writing;

/// <summary>What the order of an alert's deliveries costs, in steps of SQLite's machine.</summary>
public sealed class DeliveryOrderTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Series_of_many_that_wait_costs_what_one_of_few_does(bool isOrdered)
    {
        var few = StepsOf(20, isOrdered);

        Assert.Equal(few, StepsOf(2000, isOrdered));
        Assert.All(few, work => Assert.True(work.Steps > 0, work.What));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Openings_that_are_muted_cost_the_same_each(bool isOrdered)
    {
        long[] steps = [await StepsOfMutedAsync(20, isOrdered), await StepsOfMutedAsync(40, isOrdered), await StepsOfMutedAsync(60, isOrdered)];

        Assert.Equal(steps[1] - steps[0], steps[2] - steps[1]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_more_behind_many_of_its_group_or_alert_costs_what_it_does_behind_few(bool isOfGroup)
    {
        Assert.Equal(StepsOfOneMore(20), StepsOfOneMore(2000));

        long StepsOfOneMore(int waiting)
        {
            using var temp = new TempStore();
            using var session = Session.Open(temp.Path, new StoreOptions(), mark: null, new DeliveryClaims(), new HoldsInForce());
            long made = 0;
            raw.sqlite3_progress_handler(session.Database.Handle, 1, _ => made++ < 0 ? 1 : 0, null);
            session.Database.Run("BEGIN IMMEDIATE");
            CommitWriter.Write(session, Some.Empty(1, 1) with { Deliveries = [.. Enumerable.Range(0, waiting).Select(Of)] }, new AppendedDeliveries());
            long before = made;
            CommitWriter.Write(session, Some.Empty(1, 2) with { Deliveries = [Of(waiting)] }, new AppendedDeliveries());
            return made - before;
        }

        DeliveryRow Of(int number) => Some.Delivery($"msg_{number}") with { Kind = "repeat", ActionPath = "then[0].alert", Group = isOfGroup ? "g_1" : null };
    }

    private static async Task<long> StepsOfMutedAsync(int openings, bool isOrdered)
    {
        using var temp = new TempStore();
        await using (var store = await temp.OpenAsync())
        {
            var silence = new Silence { Id = "h1", Matchers = [new Matcher("vm", "web1")], StartsAt = Some.At(0), EndsAt = Some.At(100) };
            await store.AppendAsync([Some.Empty(1, 1) with { Alerts = [Some.Alert("a_0")], Deliveries = [Row(0)] }]);
            await store.ActAsync(new OperatorAct { Audit = [], Begins = new HoldRow(silence, Some.At(0), null, null) });
            Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(1), isOrdered));
            for (int i = 1; i < 2 * openings; i++)
                await store.AppendAsync([Some.Empty(1, i + 1) with { Alerts = [Some.Alert($"a_{i / 2}", i % 2 == 0 ? AlertState.Firing : AlertState.Resolved)], Deliveries = [Row(i)] }]);
        }

        using var session = Session.Open(temp.Path, new StoreOptions(), mark: null, new DeliveryClaims(), new HoldsInForce());
        long made = 0;
        raw.sqlite3_progress_handler(session.Database.Handle, 1, _ => made++ < 0 ? 1 : 0, null);
        session.Database.Run("BEGIN IMMEDIATE");
        Assert.Empty(DeliveryQueue.Claim(session, "ops", 9, Some.At(9), isOrdered, room: null, mayWrite: true)!.Value);
        Assert.Equal(2 * openings, session.Muted);
        return made;
    }

    private static (string What, long Steps)[] StepsOf(int waiting, bool isOrdered)
    {
        using var temp = new TempStore();
        using var session = Session.Open(temp.Path, new StoreOptions(), mark: null, new DeliveryClaims(), new HoldsInForce());
        var steps = new List<(string, long)>();
        long sequence = 0, made = 0;
        raw.sqlite3_progress_handler(session.Database.Handle, 1, _ => made++ < 0 ? 1 : 0, null);
        session.Database.Run("BEGIN IMMEDIATE");
        Append([.. Enumerable.Range(0, waiting).Select(Row)]);

        Count("append", () => Append(Row(waiting), Row(waiting + 1)));
        Count("next due", () => Assert.Equal(Some.At(0), DeliveryQueue.NextDue(session, "ops", isOrdered)));
        ClaimedDelivery first = null!;
        Count("claim", () => first = Claim(0));
        Count("next due while it is tried", () => Assert.Null(DeliveryQueue.NextDue(session, "ops", isOrdered)));
        Count("delivered", () => Complete(first, AttemptOutcome.Delivered));
        Count("claim of the next, to be tried again", () => Complete(Claim(1), AttemptOutcome.Retry, next: 50));
        Count("claim of none", () => Assert.Empty(DeliveryQueue.Claim(session, "ops", 16, Some.At(9), isOrdered, room: null, mayWrite: true)!.Value));
        Count("next due after that", () => Assert.Equal(Some.At(50), DeliveryQueue.NextDue(session, "ops", isOrdered)));
        Count("claim, given up", () => Complete(Claim(1), AttemptOutcome.Dead));
        return [.. steps];

        void Append(params DeliveryRow[] rows) => CommitWriter.Write(session, Some.Empty(1, ++sequence) with { Deliveries = [.. rows] }, new AppendedDeliveries());

        ClaimedDelivery Claim(int number)
        {
            var claimed = Assert.Single(DeliveryQueue.Claim(session, "ops", 16, Some.At(60), isOrdered, room: null, mayWrite: true)!.Value);
            Assert.Equal($"msg_{number}", claimed.Delivery.WebhookId);
            return claimed;
        }

        void Complete(ClaimedDelivery claimed, AttemptOutcome outcome, double? next = null)
        {
            DeliveryOutcomes.Complete(session, [Some.Ended(claimed, outcome, next: next)]);
            session.Claims.Commit();
        }

        void Count(string what, Action work)
        {
            long before = made;
            work();
            steps.Add((what, made - before));
        }
    }

    // Openings of one alert, and their ends.
    private static DeliveryRow Row(int number) => Some.Delivery($"msg_{number}") with
    {
        FiringId = $"f_{number / 2}", Kind = number % 2 == 0 ? "firing" : "resolved", Alert = $"a_{number / 2}", Series = "s_1", ActionPath = "then[0].alert",
    };
}
