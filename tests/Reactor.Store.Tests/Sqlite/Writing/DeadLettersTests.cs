using Reactor.Reactions.Commits;
using Reactor.Store.Sqlite;
using Reactor.Store.Sqlite.Writing;
using SQLitePCL;

namespace Reactor.Store.Tests.Sqlite.Writing;

/// <summary>What it costs to send dead letters once more, in steps of SQLite's machine.</summary>
public sealed class DeadLettersTests
{
    public enum Letters
    {
        OfOpeningsOfOneAlert,
        OfOpeningsOfOneMoment,
        OfOneOpening,
        OfGroups,
    }

    [Theory]
    [InlineData(Letters.OfOpeningsOfOneAlert)]
    [InlineData(Letters.OfOpeningsOfOneMoment)]
    [InlineData(Letters.OfOneOpening)]
    [InlineData(Letters.OfGroups)]
    public async Task Dead_letters_are_many_each_costs_the_same(Letters letters)
    {
        long[] steps = [await StepsAsync(letters, 20), await StepsAsync(letters, 120), await StepsAsync(letters, 220)];

        // But for what a sort of so many compares.
        Assert.InRange((double)(steps[2] - steps[1]) / (steps[1] - steps[0]), 0.9, 1.1);
    }

    [Fact]
    public async Task Dead_letters_among_many_that_arrived_cost_what_they_do_among_few() =>
        Assert.Equal(await StepsAsync(Letters.OfOpeningsOfOneMoment, 5, arrived: 10), await StepsAsync(Letters.OfOpeningsOfOneMoment, 5, arrived: 500));

    private static async Task<long> StepsAsync(Letters letters, int count, int arrived = 0)
    {
        using var temp = new TempStore();
        await using (var store = await temp.OpenAsync())
        {
            await store.AppendAsync([Some.Empty(2, 1) with { Firings = [Some.Firing("f_old", at: -1)], Deliveries = [.. Enumerable.Range(0, arrived).Select(i => Some.Delivery($"msg_old_{i}", "pager") with { FiringId = "f_old" })] }]);
            await store.CompleteAsync([.. (await store.ClaimAsync("pager", 1000, Some.At(0))).Select(claimed => Some.Ended(claimed, AttemptOutcome.Delivered))]);
            for (int i = 0; i < count; i++)
            {
                await store.AppendAsync([Of(letters, i)]);
                if (IsTold(letters))
                    await EndAsync(store, AttemptOutcome.Delivered);
                await EndAsync(store, AttemptOutcome.Dead);
            }
        }

        using var session = Session.Open(temp.Path, new StoreOptions(), mark: null, new DeliveryClaims(), new HoldsInForce());
        long made = 0;
        raw.sqlite3_progress_handler(session.Database.Handle, 1, _ => made++ < 0 ? 1 : 0, null);
        session.Database.Run("BEGIN IMMEDIATE");
        var revived = DeadLetters.Revive(session, new DeadLetterFilter { Target = "ops" }, 1, Some.At(count));
        Assert.Equal((1, count - 1, 0), (revived.Count, revived.Left, revived.Overtaken));
        return made;

        async Task EndAsync(SqliteStore store, AttemptOutcome outcome) =>
            await store.CompleteAsync(Some.Ended(Assert.Single(await store.ClaimAsync("ops", 9, Some.At(count))), outcome));
    }

    // Of each alert and group its target knows something, which is older than the dead letter.
    private static bool IsTold(Letters letters) => letters is Letters.OfOpeningsOfOneMoment or Letters.OfGroups;

    private static Commit Of(Letters letters, int number)
    {
        var (opening, alert, at) = letters switch
        {
            Letters.OfOpeningsOfOneAlert => (number, 0, number),
            Letters.OfOpeningsOfOneMoment => (number, number, 0),
            Letters.OfGroups => (number, number, number),
            _ => (0, 0, 0),
        };
        var row = Some.Delivery($"msg_{number}") with
        {
            FiringId = $"f_{opening}", Alert = $"a_{opening}", Series = $"s_{alert}", Kind = opening == number && !IsTold(letters) ? "firing" : "repeat", ActionPath = "then[0].alert",
        };
        if (letters == Letters.OfGroups)
            row = row with { Alert = null, Series = null, Group = $"g_{number}" };
        var told = row with { WebhookId = $"msg_told_{number}" };
        return Some.Empty(1, number + 1) with
        {
            Firings = [Some.Firing($"f_{opening}", at: at) with { EventId = $"e_{opening}" }],
            Alerts = [Some.Alert($"a_{opening}", at: at) with { FiringId = $"f_{opening}", Key = $"k_{alert}" }],
            Deliveries = IsTold(letters) ? [told, row] : [row],
        };
    }
}
