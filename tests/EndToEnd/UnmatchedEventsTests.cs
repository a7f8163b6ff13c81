using System.Globalization;
using System.Net.Sockets;
using EndToEnd.Daemon;
using EndToEnd.Peers;
using static EndToEnd.Daemon.StoreRows;

namespace EndToEnd;

/// <summary>
/// What no rule matches is written later than what one does. However a daemon ends meanwhile: what it stored of a connection is all that came up to
/// some event, what it knows of the VM stands as after that event, and the next start tells a gap.
/// </summary>
public sealed class UnmatchedEventsTests
{
    private const int Lives = 8;
    private const int PerConnection = 40;
    private const int Range = 1000;

    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(4)).Token;

    private readonly Random _random = new(1);
    private readonly SemaphoreSlim _told = new(0);
    private int _connections;

    [Fact]
    public async Task Ended_at_any_instant_events_are_stored_up_to_one_of_them_with_what_is_known_after_it_and_a_gap_follows()
    {
        using var workspace = new Workspace();
        await using var peer = new ScriptedPeer(workspace.Path("vm.qmp"), ScriptedPeer.NegotiatedThen(TellAsync, null, "query-balloon"));
        workspace.Vm("vm1", workspace.Path("vm.qmp")).Rules("eighth", """
            version: 1
            rules:
              - {name: eighth, when: {event: BALLOON_CHANGE, if: 'data.actual % 8 == 7'}, then: [{record: {to: eighths, fields: {actual: 'data.actual'}}}]}
            """).Write();

        for (var life = 0; life < Lives; life++)
        {
            await using var daemon = await ReactorProcess.StartAsync(workspace);
            for (var heard = _random.Next(1, PerConnection); heard > 0; heard--)
                await _told.WaitAsync(HangGuard);
            if (life % 2 == 0)
                await daemon.KillAsync();
            else
                await daemon.StopsWellAsync();
            while (_told.Wait(0))
            {
            }

            CheckKnown(workspace.Store);
        }

        CheckEvents(workspace.Store);
    }

    private async Task TellAsync(NetworkStream stream, CancellationToken ending)
    {
        var first = Interlocked.Increment(ref _connections) * Range;
        for (var i = 0; i < PerConnection; i++)
        {
            await stream.WriteAsync(ScriptedPeer.Line(string.Create(CultureInfo.InvariantCulture, $$$"""{"event": "BALLOON_CHANGE", "data": {"actual": {{{first + i}}}}}""")), ending);
            _told.Release();
            if (i % 4 == 3)
                await Task.Delay(i, ending); // Some come together, others alone.
        }
    }

    // The balloon is none in each connection's beginning.
    private static void CheckKnown(string store)
    {
        var known = Read(store, """SELECT known ->> '$.known.balloon.""' FROM vms""", row => row.IsDBNull(0) ? 0 : row.GetInt32(0));
        var last = Read(
            store, "SELECT data ->> '$.actual' FROM events WHERE name = 'BALLOON_CHANGE' AND seq > (SELECT max(seq) FROM events WHERE name = 'VM_CONNECTED') ORDER BY seq DESC LIMIT 1", row => row.GetInt32(0));
        Assert.Equal(last.FirstOrDefault(), known.FirstOrDefault());
    }

    private static void CheckEvents(string store)
    {
        const int Gap = -1;
        var rows = Read(
            store, "SELECT name, data ->> '$.actual' FROM events WHERE name IN ('BALLOON_CHANGE', 'VM_GAP') ORDER BY seq",
            row => row.GetString(0) == "VM_GAP" ? Gap : row.GetInt32(1));
        var before = Gap;
        foreach (var row in rows)
        {
            if (row != Gap)
                Assert.Equal(before == Gap ? row / Range * Range : before + 1, row);
            before = row;
        }

        Assert.Equal(
            rows.Where(row => row != Gap && row % 8 == 7),
            Read(store, "SELECT e.data ->> '$.actual' FROM firings f JOIN events e ON e.id = f.event_id ORDER BY f.seq", row => row.GetInt32(0)));
        Assert.True(rows.Count(row => row != Gap) > PerConnection / 2, "hardly anything was stored: nothing was tried");
    }
}
