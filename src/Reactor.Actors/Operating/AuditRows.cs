using System.Globalization;
using Reactor.Actors.Clocks;
using Reactor.Store;

namespace Reactor.Actors.Operating;

/// <summary>Makes rows of the audit. Their names are unique for ever: the epoch is a store's own, and the numbers are this daemon's.</summary>
internal sealed class AuditRows(long epoch, EngineClock clock)
{
    private long _number;
    private long _acts;

    /// <summary>Names an act that isn't a row, and takes no number from those: what is missing among them would be asked after.</summary>
    public string NextAct() => string.Create(CultureInfo.InvariantCulture, $"act_{epoch}.{Interlocked.Increment(ref _acts)}");

    private string NextId() => string.Create(CultureInfo.InvariantCulture, $"op_{epoch}.{Interlocked.Increment(ref _number)}");

    /// <summary>Something of Reactor's own that is about to be done, for no VM in particular.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="command">What for, such as <c>reload</c>.</param>
    /// <param name="arguments">JSON object, bounded; null for none.</param>
    public AuditRow Begun(Operator by, string command, string? arguments = null) => new()
    {
        Id = NextId(), At = clock.Now, Uid = by.Uid, Pid = by.Pid, Via = by.Via, VmId = "", Vm = "", Command = command, Risk = "reversible", Arguments = arguments, Outcome = AuditOutcomes.Sent,
    };

    /// <summary>The same of what is done with the row's writing.</summary>
    public AuditRow Done(Operator by, string command, string? arguments = null)
    {
        var row = Begun(by, command, arguments);
        return row with { Outcome = AuditOutcomes.Ok, EndedAt = row.At };
    }
}
