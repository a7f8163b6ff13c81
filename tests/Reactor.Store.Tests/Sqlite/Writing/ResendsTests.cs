using Reactor.Reactions.Commits;
using Reactor.Store.Sqlite;
using Reactor.Store.Sqlite.Writing;
using SQLitePCL;

namespace Reactor.Store.Tests.Sqlite.Writing;

/// <summary>What it costs to drop earlier re-sends, in steps of SQLite's machine.</summary>
public sealed class ResendsTests
{
    [Fact]
    public void Re_send_takes_the_place_of_another_while_many_are_tried_costs_what_it_does_while_few_are()
    {
        Assert.Equal(StepsOfReSend(20), StepsOfReSend(500));

        static long StepsOfReSend(int tried)
        {
            using var temp = new TempStore();
            using var session = Session.Open(temp.Path, new StoreOptions(), mark: null, new DeliveryClaims(), new HoldsInForce());
            long made = 0;
            raw.sqlite3_progress_handler(session.Database.Handle, 1, _ => made++ < 0 ? 1 : 0, null);
            session.Database.Run("BEGIN IMMEDIATE");
            Append(1, [.. Enumerable.Range(0, tried).Select(i => Some.Delivery($"msg_{i}") with { FiringId = $"f_{i}" })]);
            Assert.Equal(tried, DeliveryQueue.Claim(session, "ops", tried, Some.At(1), isOrdered: false, room: null, mayWrite: true)!.Value.Length);
            Append(2, ReSend("msg_first"));
            long before = made;
            Append(3, ReSend("msg_second"));
            long steps = made - before;
            Assert.Equal(tried + 1, session.Database.Scalar("SELECT count(*) FROM deliveries"));
            return steps;

            void Append(long sequence, params DeliveryRow[] rows) => CommitWriter.Write(session, Some.Empty(1, sequence) with { Deliveries = [.. rows] }, new AppendedDeliveries());
        }
    }

    private static DeliveryRow ReSend(string id) => Some.Delivery(id) with { FiringId = "f_again", Kind = "resend", ReplacesResends = true };
}
