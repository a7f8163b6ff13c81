using Reactor.Store.Sqlite;
using Reactor.Store.Sqlite.Writing;

namespace Reactor.Store.Tests.Sqlite;

public sealed class SessionTests : IDisposable
{
    private readonly TempStore _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void SetDurable_changes_what_the_connection_does_each_time()
    {
        using var session = Session.Open(_temp.Path, new StoreOptions(), epoch: null, new DeliveryClaims(), new HoldsInForce());
        var seen = new List<long?>();

        foreach (bool durable in new[] { true, false, true, false })
        {
            session.SetDurable(durable);
            seen.Add(session.Database.Scalar("PRAGMA synchronous"));
        }

        Assert.Equal([2L, 1L, 2L, 1L], seen);
    }

    [Fact]
    public void Open_sets_the_log_up_and_hides_the_file_from_others()
    {
        using var session = Session.Open(_temp.Path, new StoreOptions(), epoch: null, new DeliveryClaims(), new HoldsInForce());

        Assert.Equal("wal", session.Database.ScalarText("PRAGMA journal_mode"));
        Assert.Equal(1, session.Database.Scalar("PRAGMA foreign_keys"));
        Assert.Equal(2, session.Database.Scalar("PRAGMA temp_store"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(_temp.Path) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite));
    }
}
