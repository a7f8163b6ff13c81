using Reactor.Reactions.Commits;
using Reactor.Store.Sqlite;
using Reactor.Store.Sqlite.Writing;
using SQLitePCL;

namespace Reactor.Store.Tests.Sqlite.Writing;

/// <summary>What it costs to send dead letters once more, in steps of SQLite's machine.</summary>
public sealed class DeadLettersTests
{
    [Fact]
    public async Task Dead_letters_of_many_openings_of_one_alert_cost_the_same_each()
    {
        long[] steps = [await StepsAsync(20), await StepsAsync(120), await StepsAsync(220)];

        // But for what a sort of so many compares.
        Assert.InRange((double)(steps[2] - steps[1]) / (steps[1] - steps[0]), 0.9, 1.1);
    }

    private static async Task<long> StepsAsync(int openings)
    {
        using var temp = new TempStore();
        await using (var store = await temp.OpenAsync())
        {
            for (int i = 0; i < openings; i++)
            {
                await store.AppendAsync([Some.Empty(1, i + 1) with { Firings = [Some.Firing($"f_{i}", at: i) with { EventId = $"e_{i}" }], Alerts = [Some.Alert($"a_{i}", at: i) with { FiringId = $"f_{i}" }], Deliveries = [Row(i)] }]);
                await store.CompleteAsync(Some.Ended(Assert.Single(await store.ClaimAsync("ops", 9, Some.At(openings))), AttemptOutcome.Dead));
            }
        }

        using var session = Session.Open(temp.Path, new StoreOptions(), mark: null, new DeliveryClaims(), new HoldsInForce());
        long made = 0;
        raw.sqlite3_progress_handler(session.Database.Handle, 1, _ => made++ < 0 ? 1 : 0, null);
        session.Database.Run("BEGIN IMMEDIATE");
        var revived = DeadLetters.Revive(session, new DeadLetterFilter { Target = "ops" }, 1, Some.At(openings));
        Assert.Equal((1, openings - 1, 0), (revived.Count, revived.Left, revived.Overtaken));
        return made;
    }

    private static DeliveryRow Row(int number) => Some.Delivery($"msg_{number}") with
    {
        FiringId = $"f_{number}", Alert = $"a_{number}", Series = "s_1", ActionPath = "then[0].alert",
    };
}
