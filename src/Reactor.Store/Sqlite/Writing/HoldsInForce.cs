using System.Collections.Immutable;
using Reactor.Reactions.Holds;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>
/// Silences and maintenances that may hold a delivery that is about to be tried. Read once, and again after they were changed; it outlives a connection.
/// </summary>
internal sealed class HoldsInForce
{
    private ImmutableArray<HoldTest>? _tests;
    private bool _anyHeld;
    private bool _isNew = true;
    private volatile HoldTimes _times = HoldTimes.Unknown;

    /// <summary>As it was committed last.</summary>
    public HoldTimes Times => _times;

    /// <summary>Whether anything may be held, or is.</summary>
    public bool MayHold(Database database, DateTimeOffset now)
    {
        var tests = Tests(database);
        return _anyHeld || (!tests.IsEmpty && now <= LastEnd(tests));
    }

    /// <summary>Whether some delivery is held.</summary>
    public bool AnyHeld(Database database)
    {
        Tests(database);
        return _anyHeld;
    }

    /// <summary>Those that may hold something, in the order in which they are asked.</summary>
    public ImmutableArray<HoldTest> Tests(Database database) => _tests ??= Read(database);

    /// <summary>Some delivery is held from now on.</summary>
    public void SomeIsHeld() => _anyHeld = true;

    /// <summary>Some wait again, and what held them before may be noted with them.</summary>
    public void SomeWaitAgain(Database database) => _anyHeld = AnyHeld(database) || IsAnyHeld(database);

    /// <summary>Asks again whether any is held.</summary>
    public void Settle(Database database) => _anyHeld = _anyHeld && IsAnyHeld(database);

    /// <summary>They changed, or what was believed of them may be wrong.</summary>
    public void Forget()
    {
        _tests = null;
        _isNew = true;
    }

    /// <summary>To be called before a transaction is committed: nothing that may fail is left to be done after it.</summary>
    public void Prepare(Database database) => Tests(database);

    /// <summary>The transaction is committed.</summary>
    public void Publish()
    {
        if (_tests is not { } tests || (!_isNew && _anyHeld == _times.AnyHeld))
            return;
        var version = _isNew ? _times.Version + _times.Starts.Length + 1 : _times.Version;
        _times = new HoldTimes(version, [.. tests.Select(test => test.Hold.StartsAt).Order()], tests.IsEmpty ? null : LastEnd(tests), _anyHeld);
        _isNew = false;
    }

    private ImmutableArray<HoldTest> Read(Database database)
    {
        _anyHeld = IsAnyHeld(database);
        // As partitions ask them.
        using var statement = database.Get("SELECT kind, payload FROM holds WHERE ended_at IS NULL ORDER BY kind, id");
        var tests = ImmutableArray.CreateBuilder<HoldTest>();
        while (statement.Step())
            tests.Add(new HoldTest(statement.Text(0) == Holds.Silence ? Silence.Read(statement.Blob(1)) : Maintenance.Read(statement.Blob(1))));
        return tests.ToImmutable();
    }

    private static bool IsAnyHeld(Database database)
    {
        using var statement = database.Get("SELECT 1 FROM deliveries INDEXED BY deliveries_held WHERE held_by IS NOT NULL AND state = 'pending' LIMIT 1");
        return statement.Step();
    }

    private static DateTimeOffset LastEnd(ImmutableArray<HoldTest> tests) => tests.Max(test => test.Hold.EndsAt ?? DateTimeOffset.MaxValue);
}
