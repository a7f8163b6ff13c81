using System.Collections.Immutable;
using System.Text.Json;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>
/// Steps until they end: intended, begun, ended. Each query says that it is not about ended ones, or the index over the others is not used.
/// </summary>
internal static class StepQueue
{
    private const int MostEnded = 1000;

    // Of a kind, the oldest of VMs that may begin one: among so many it is looked whose turn it is, and again where they were of VMs that had their share.
    private const int MostLookedAt = 1000;

    // Bytes of a request that are kept once its step has ended.
    private const int MostKept = 256 * 1024;

    /// <summary>Returns 0 where one of that id is there already: that one stands. Takes from its budget, where there is one.</summary>
    public static int Insert(Database database, int partition, StepRow row)
    {
        if (Exists(database, row.Id))
            return 0;
        bool granted = row.Budget is not { } take || Budgets.TryTake(database, take, row.IntendedAt);
        using var statement = database.Get(
            """
            INSERT INTO steps (id, partition, firing_id, rule, action_path, kind, vm_id, vm_name, intended_at, request, budget, state, ended_at, status, result)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
        return statement.Add(row.Id).Add(partition).Add(row.FiringId).Add(row.Rule).Add(row.ActionPath).Add(row.Kind).Add(row.VmId).Add(row.VmName)
            .Add(row.IntendedAt).AddBlob(row.Request.Span).Add(Budgets.ToJson(row.Budget))
            .Add(row.Ended is not null ? "ended" : granted ? "intended" : "refused").Add(row.Ended is null ? null : row.IntendedAt).Add(row.Ended?.Status.ToWord())
            .AddJson(row.Ended is { } ended ? StepResultJson.Write(ended) : default(ReadOnlyMemory<byte>?)).Run();
    }

    public static StepClaims Claim(Session session, StepRoom commands, StepRoom programs, DateTimeOffset now)
    {
        var ended = EndUndone(session.Database, session.Epoch, now);
        var (begunCommands, commandsLeft) = Begin(session, session.CommandTurns, false, commands, now);
        var (begunPrograms, programsLeft) = Begin(session, session.ProgramTurns, true, programs, now);
        return new StepClaims(
            [.. begunCommands.Concat(begunPrograms).OrderBy(claimed => claimed.Seq).Select(claimed => claimed.Step)],
            ended,
            (ended.Length == MostEnded ? StepsLeft.Ended : 0) | (commandsLeft ? StepsLeft.Commands : 0) | (programsLeft ? StepsLeft.Programs : 0));
    }

    public static int PutBack(Database database, long epoch, ImmutableArray<string> steps)
    {
        using var statement = database.Get(
            """
            UPDATE steps SET state = 'intended', claimed_epoch = 0, started_at = NULL
            WHERE state = 'started' AND claimed_epoch = ? AND begun_at IS NULL AND id IN (SELECT value FROM json_each(?))
            """);
        return statement.Add(epoch).Add(JsonSerializer.Serialize(steps)).Run();
    }

    public static InboxRow Complete(Database database, long epoch, StepResult result, ReadOnlyMemory<byte> json, DateTimeOffset at)
    {
        using (var statement = database.Get("SELECT state, claimed_epoch, budget, intended_at FROM steps WHERE id = ?"))
        {
            if (!statement.Add(result.Step).Step())
                throw new InvalidOperationException($"There is no step {result.Step}.");
            if (statement.Text(0) != "started" || statement.Long(1) != epoch)
                throw new InvalidOperationException($"Step {result.Step} is not under way in this daemon (it is {statement.Text(0)}): its result is not taken.");
            // In the transaction that ends it, which happens once.
            if (result.WasNotBegun && statement.TextOrNull(2) is { } budget)
                Budgets.GiveBack(database, Budgets.FromJson(budget), statement.Time(3));
        }
        return End(database, result, json, at);
    }

    /// <summary>Ended steps that are old, a chunk at a time.</summary>
    public static int EndedBefore(Database database, DateTimeOffset cutoff, int most)
    {
        using var statement = database.Get(
            "DELETE FROM steps WHERE state = 'ended' AND seq IN (SELECT seq FROM steps WHERE ended_at < ? ORDER BY ended_at LIMIT ?)");
        return statement.Add(cutoff).Add(most).Run();
    }

    private static bool Exists(Database database, string id)
    {
        using var statement = database.Get("SELECT 1 FROM steps WHERE id = ?");
        return statement.Add(id).Step();
    }

    /// <summary>Those whose budget was spent, and those that an earlier daemon had begun.</summary>
    private static ImmutableArray<InboxRow> EndUndone(Database database, long epoch, DateTimeOffset now)
    {
        var results = new List<StepResult>();
        using (var statement = database.Get(
            """
            SELECT id, state, budget FROM steps WHERE state <> 'ended' AND state IN ('refused', 'started') AND (state = 'refused' OR claimed_epoch <> ?)
            ORDER BY seq LIMIT ?
            """))
        {
            statement.Add(epoch).Add(MostEnded);
            while (statement.Step())
            {
                string id = statement.Text(0);
                results.Add(statement.Text(1) == "refused"
                    ? StepResult.OfSpentBudget(id, Budgets.FromJson(statement.Text(2)))
                    : StepResult.OfInterrupted(id));
            }
        }
        return [.. results.Select(result => End(database, result, StepResultJson.Write(result), now))];
    }

    /// <returns>Those that are begun, and whether more of the kind may wait.</returns>
    private static (List<(long Seq, StepRow Step)> Begun, bool MoreMayWait) Begin(Session session, StepTurns turns, bool programs, StepRoom room, DateTimeOffset now)
    {
        var begun = new List<(long Seq, StepRow Step)>();
        while (room.Free > 0)
        {
            // Those of a VM that has as many as it may are not looked at: they would hide those of others behind them.
            var underWay = UnderWay(session.Database, session.Epoch, programs);
            ImmutableArray<string> full = [.. underWay.Where(vm => vm.Value >= room.MostOfVm).Select(vm => vm.Key)];
            var waiting = Waiting(session.Database, programs, full);
            // Where the transaction is undone, some VMs have had their turn for nothing; that is all.
            var next = turns.Next(waiting, underWay, room);
            begun.AddRange(Begin(session.Database, session.Epoch, next, now));
            room = room with { Free = room.Free - next.Length };
            if (next.IsEmpty || waiting.Count < MostLookedAt)
                return (begun, next.Length < waiting.Count || full.Length > 0);
        }
        return (begun, true);
    }

    /// <summary>Steps of a kind that wait, the oldest of them, in order; without those of some VMs.</summary>
    private static List<WaitingStep> Waiting(Database database, bool programs, ImmutableArray<string> without)
    {
        var waiting = new List<WaitingStep>();
        using var statement = database.Get(programs
            ? """
              SELECT seq, vm_id FROM steps WHERE seq IN (
                  SELECT seq FROM steps WHERE state <> 'ended' AND state = 'intended' AND kind = 'exec' AND vm_id NOT IN (SELECT value FROM json_each(?)) ORDER BY seq LIMIT ?) ORDER BY seq
              """
            : """
              SELECT seq, vm_id FROM steps WHERE seq IN (
                  SELECT seq FROM steps WHERE state <> 'ended' AND state = 'intended' AND kind <> 'exec' AND vm_id NOT IN (SELECT value FROM json_each(?)) ORDER BY seq LIMIT ?) ORDER BY seq
              """);
        statement.Add(JsonText.Array(without)).Add(MostLookedAt);
        while (statement.Step())
            waiting.Add(new WaitingStep(statement.Long(0), statement.Text(1)));
        return waiting;
    }

    private static Dictionary<string, int> UnderWay(Database database, long epoch, bool programs)
    {
        var underWay = new Dictionary<string, int>(StringComparer.Ordinal);
        using var statement = database.Get(programs
            ? "SELECT vm_id, count(*) FROM steps WHERE state <> 'ended' AND state = 'started' AND kind = 'exec' AND claimed_epoch = ? GROUP BY vm_id"
            : "SELECT vm_id, count(*) FROM steps WHERE state <> 'ended' AND state = 'started' AND kind <> 'exec' AND claimed_epoch = ? GROUP BY vm_id");
        statement.Add(epoch);
        while (statement.Step())
            underWay.Add(statement.Text(0), statement.Int(1));
        return underWay;
    }

    private static List<(long Seq, StepRow Step)> Begin(Database database, long epoch, ImmutableArray<long> steps, DateTimeOffset now)
    {
        var claimed = new List<(long Seq, StepRow Step)>();
        using var statement = database.Get(
            """
            UPDATE steps SET state = 'started', claimed_epoch = ?, started_at = ? WHERE seq IN (SELECT value FROM json_each(?))
            RETURNING seq, id, firing_id, rule, action_path, kind, vm_id, vm_name, intended_at, request, budget, partition
            """);
        statement.Add(epoch).Add(now).Add($"[{string.Join(',', steps)}]");
        while (statement.Step())
        {
            claimed.Add((statement.Long(0), new StepRow
            {
                Id = statement.Text(1),
                FiringId = statement.Text(2),
                Rule = statement.Text(3),
                ActionPath = statement.Text(4),
                Kind = statement.Text(5),
                VmId = statement.Text(6),
                VmName = statement.Text(7),
                IntendedAt = statement.Time(8),
                Request = statement.Blob(9),
                Budget = statement.TextOrNull(10) is { } budget ? Budgets.FromJson(budget) : null,
                Partition = statement.Int(11),
            }));
        }
        return claimed;
    }

    private static InboxRow End(Database database, StepResult result, ReadOnlyMemory<byte> json, DateTimeOffset at)
    {
        int partition;
        // A large input was the event's, which is stored: the step doesn't keep it for as long as it is kept.
        using (var statement = database.Get(
            $"""
            UPDATE steps SET state = 'ended', ended_at = ?, status = ?, result = ?,
                request = CASE WHEN length(request) > {MostKept} THEN CAST(json_remove(CAST(request AS TEXT), '$.stdin') AS BLOB) ELSE request END
            WHERE id = ? RETURNING partition
            """))
        {
            statement.Add(at).Add(result.Status.ToWord()).AddBlob(json.Span).Add(result.Step).Step();
            partition = statement.Int(0);
        }
        var row = new InboxRow($"{InboxKinds.StepResult}/{result.Step}", partition, InboxKinds.StepResult, json);
        Inbox.Insert(database, row);
        return row;
    }
}
