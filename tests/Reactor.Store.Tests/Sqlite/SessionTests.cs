using Reactor.Store.Sqlite;
using Reactor.Store.Sqlite.Migrations;
using Reactor.Store.Sqlite.Writing;

namespace Reactor.Store.Tests.Sqlite;

public sealed class SessionTests : IDisposable
{
    private readonly TempStore _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void SetDurable_changes_what_the_connection_does_each_time()
    {
        using var session = Open();
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
        using var session = Open();

        Assert.Equal("wal", session.Database.ScalarText("PRAGMA journal_mode"));
        Assert.Equal(1, session.Database.Scalar("PRAGMA foreign_keys"));
        Assert.Equal(2, session.Database.Scalar("PRAGMA temp_store"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(_temp.Path) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite));
    }

    [Theory]
    [InlineData(0, true)]   // the last that was written
    [InlineData(-1, false)] // it was reported as failed
    [InlineData(-2, false)]
    [InlineData(1, false)]  // an older state, as a backup is
    public void Open_with_a_mark_takes_the_file_that_it_was_left_in_alone(int known, bool isTaken)
    {
        FileMark left;
        using (var session = Open())
        {
            for (var i = 0; i < 5; i++)
                Write(session);
            left = session.Mark;
        }

        void Again() => Open(left with { Writes = left.Writes + known }).Dispose();

        Assert.Equal(5, left.Writes);
        if (isTaken)
            Again();
        else
            Assert.True(Assert.Throws<StoreUnavailableException>(Again).IsFinal);
    }

    [Fact]
    public void Open_with_a_mark_goes_on_counting_from_what_is_in_the_file()
    {
        FileMark left;
        using (var session = Open())
        {
            Write(session);
            left = session.Mark;
        }

        using var again = Open(left);
        Write(again);

        Assert.Equal(left with { Writes = 2 }, again.Mark);
    }

    [Fact]
    public void Open_with_a_mark_write_that_was_reported_as_failed_is_in_the_file_it_says_so()
    {
        FileMark left;
        using (var session = Open())
        {
            left = session.Mark;
            Write(session);
        }

        Assert.Contains("reported as failed", Assert.Throws<StoreUnavailableException>(() => Open(left)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_with_a_mark_file_of_an_older_form_is_refused_and_left_alone()
    {
        FileMark left;
        using (var session = Open())
            left = session.Mark;
        var newer = new StoreOptions { Migrations = [.. Migration.Embedded, new Migration(Migration.Embedded.Count + 1, "next.sql", "CREATE TABLE extra (x INTEGER) STRICT;")] };

        var refused = Assert.Throws<StoreUnavailableException>(() => Session.Open(_temp.Path, newer, left, new DeliveryClaims(), new HoldsInForce()));

        Assert.True(refused.IsFinal);
        Assert.Equal((long)Migration.Embedded.Count, _temp.Scalar("PRAGMA user_version"));
        Assert.DoesNotContain(_temp.Files(), file => file.EndsWith(".bak", StringComparison.Ordinal));
    }

    [Fact]
    public void Open_without_a_mark_begins_a_new_epoch()
    {
        FileMark left;
        using (var session = Open())
        {
            Write(session);
            left = session.Mark;
        }

        using var next = Open();

        Assert.True(next.Mark.Epoch > left.Epoch);
        Assert.Equal(0, next.Mark.Writes);
        Assert.True(Assert.Throws<StoreUnavailableException>(() => Open(left).Dispose()).IsFinal);
    }

    private Session Open(FileMark? mark = null) => Session.Open(_temp.Path, new StoreOptions(), mark, new DeliveryClaims(), new HoldsInForce());

    private static void Write(Session session)
    {
        session.Database.Run("BEGIN IMMEDIATE");
        session.CountWrite();
        session.Database.Run("COMMIT");
    }
}
