using System.Collections.Immutable;
using System.Globalization;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>Pauses of actions: put and taken away together with their rows of the audit.</summary>
internal static class ActionPauses
{
    public const string Columns = "seq, vm_id, vm_name, rule, at, uid, pid, reason, via";

    public static PauseOutcome Pause(Database database, long epoch, ActionPause pause, AuditRow audit)
    {
        var earlier = OfScope(database, pause.Scope);
        var isFull = earlier is null && Count(database) >= IPauseStore.MaxPauses;
        if (earlier is null && !isFull)
            Insert(database, pause);
        var now = earlier ?? OfScope(database, pause.Scope);
        AuditTrail.Insert(database, epoch, audit with
        {
            Outcome = now is null ? AuditOutcomes.Refused : AuditOutcomes.Ok,
            Detail = now is null ? $"{IPauseStore.MaxPauses} pauses are in force already" : earlier is null ? $"{now.Id}: {now.Reason}" : $"nothing to do: {now.Id} pauses {now.Scope} already",
        });
        return new PauseOutcome(now, earlier is null && now is not null, now is null ? 0 : UnderWay(database, now.Scope));
    }

    public static ActionPause? Resume(Database database, long epoch, string? id, ActionScope scope, AuditRow audit)
    {
        var pause = id is null ? OfScope(database, scope) : Read(database).FirstOrDefault(p => p.Id == id);
        if (pause is not null)
        {
            using var statement = database.Get("DELETE FROM action_pauses WHERE seq = ?");
            statement.Add(Number(pause)).Run();
        }
        AuditTrail.Insert(database, epoch, audit with
        {
            VmId = pause?.Scope.VmId ?? audit.VmId,
            Vm = pause?.Scope.Vm ?? audit.Vm,
            Outcome = pause is null ? AuditOutcomes.Refused : AuditOutcomes.Ok,
            Detail = pause is null ? $"there is no pause {id ?? $"of {scope}"}" : $"{pause.Id} of {pause.Scope}",
        });
        return pause;
    }

    public static ImmutableArray<ActionPause> Read(Database database)
    {
        using var statement = database.Get($"SELECT {Columns} FROM action_pauses ORDER BY seq");
        var rows = ImmutableArray.CreateBuilder<ActionPause>();
        while (statement.Step())
            rows.Add(Read(statement));
        return rows.ToImmutable();
    }

    public static ActionPause Read(Statement row) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"p{row.Long(0)}"),
        Scope = new() { VmId = row.Text(1), Vm = row.Text(2), Rule = row.Text(3) },
        At = row.Time(4),
        Uid = row.LongOrNull(5),
        Pid = row.LongOrNull(6),
        Reason = row.Text(7),
        Via = row.TextOrNull(8),
    };

    /// <summary>Compare and set: the look at the pauses and the mark that the step is begun are one transaction.</summary>
    public static ActionPause? BeginStep(Database database, long epoch, string step, DateTimeOffset now)
    {
        string vmId, vm, rule;
        using (var statement = database.Get("SELECT vm_id, vm_name, rule FROM steps WHERE id = ? AND state = 'started' AND claimed_epoch = ? AND begun_at IS NULL"))
        {
            if (!statement.Add(step).Add(epoch).Step())
                throw new InvalidOperationException($"Step {step} is not claimed by this daemon, or has begun: it is not begun.");
            (vmId, vm, rule) = (statement.Text(0), statement.Text(1), statement.Text(2));
        }
        if (Read(database).FirstOrDefault(pause => pause.Scope.Means(vmId, vm, rule)) is { } paused)
            return paused;
        using (var statement = database.Get("UPDATE steps SET begun_at = ? WHERE id = ?"))
            statement.Add(now).Add(step).Run();
        return null;
    }

    private static ActionPause? OfScope(Database database, ActionScope scope)
    {
        using var statement = database.Get($"SELECT {Columns} FROM action_pauses WHERE vm_id = ? AND vm_name = ? AND rule = ?");
        return statement.Add(scope.VmId).Add(scope.Vm).Add(scope.Rule).Step() ? Read(statement) : null;
    }

    private static long Count(Database database)
    {
        using var statement = database.Get("SELECT count(*) FROM action_pauses");
        return statement.Step() ? statement.Long(0) : 0;
    }

    private static void Insert(Database database, ActionPause pause)
    {
        using var statement = database.Get("INSERT INTO action_pauses (vm_id, vm_name, rule, at, uid, pid, reason, via) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        statement.Add(pause.Scope.VmId).Add(pause.Scope.Vm).Add(pause.Scope.Rule).Add(pause.At).Add(pause.Uid).Add(pause.Pid).Add(pause.Reason).Add(pause.Via).Run();
    }

    private static long UnderWay(Database database, ActionScope scope)
    {
        using var statement = database.Get("SELECT vm_id, vm_name, rule FROM steps WHERE state <> 'ended' AND state = 'started' AND begun_at IS NOT NULL");
        long count = 0;
        while (statement.Step())
            count += scope.Means(statement.Text(0), statement.Text(1), statement.Text(2)) ? 1 : 0;
        return count;
    }

    private static long Number(ActionPause pause) => long.Parse(pause.Id.AsSpan(1), CultureInfo.InvariantCulture);
}
