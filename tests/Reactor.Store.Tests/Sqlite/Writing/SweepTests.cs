using Reactor.Store.Sqlite;
using Reactor.Store.Sqlite.Writing;

namespace Reactor.Store.Tests.Sqlite.Writing;

public sealed class SweepTests : IDisposable
{
    private const int Rows = (2 * Retention.Chunk) + 500;

    private readonly TempStore _temp = new();
    private readonly Session _session;

    public SweepTests()
    {
        _session = Session.Open(_temp.Path, new StoreOptions(), mark: null, new DeliveryClaims(), new HoldsInForce());
        _session.Database.Run(
            $"""
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Rows})
            INSERT INTO events (id, vm_id, vm_name, name, at, origin, data, matched) SELECT 'e' || i, 'v', 'v', 'STOP', i / 7, 'live', '', 0 FROM n
            """);
    }

    public void Dispose()
    {
        _session.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public void Next_rows_go_in_steps_of_one_size_until_none_is_older()
    {
        var sweep = new Sweep("events", "at", "r.seq % 2 = 0", DateTimeOffset.UnixEpoch.AddMicroseconds(Rows));
        var gone = new List<int>();

        while (!sweep.IsOver)
        {
            var swept = sweep.Next(_session.Database);
            sweep.GoOn(swept);
            gone.Add(swept.Gone);
        }

        Assert.Equal([Retention.Chunk / 2, Retention.Chunk / 2, 250], gone);
        Assert.Equal(Rows / 2, _session.Database.Scalar("SELECT count(*) FROM events"));
    }

    [Fact]
    public void Next_in_a_transaction_that_is_undone_looks_at_the_same_rows_again()
    {
        var sweep = new Sweep("events", "at", "1", DateTimeOffset.UnixEpoch.AddMicroseconds(Rows));
        _session.Database.Run("BEGIN");
        var undone = sweep.Next(_session.Database);
        _session.Database.Run("ROLLBACK");

        Assert.Equal(undone, sweep.Next(_session.Database));
        Assert.Equal(Rows - Retention.Chunk, _session.Database.Scalar("SELECT count(*) FROM events"));
    }

    [Fact]
    public void Next_rows_of_the_cutoff_and_younger_stay()
    {
        var sweep = new Sweep("events", "at", "1", DateTimeOffset.UnixEpoch.AddMicroseconds(3));

        var swept = sweep.Next(_session.Database);

        Assert.True(swept.IsLast);
        Assert.Equal(0, _session.Database.Scalar("SELECT count(*) FROM events WHERE at < 3"));
        Assert.Equal(7, _session.Database.Scalar("SELECT count(*) FROM events WHERE at = 3"));
    }
}
