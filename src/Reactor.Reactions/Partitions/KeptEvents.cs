using Reactor.Qmp;
using Reactor.Reactions.Budgets;
using Reactor.Reactions.Commits;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Partitions;

/// <summary>
/// Which events people get to read: those that a rule matched or that ended an alert, those that tell a VM's state, Reactor's own; of the
/// others what a VM's budget allows, and that of all together.
/// </summary>
internal sealed class KeptEvents(PartitionJournal journal, PartitionTally tally, PartitionOptions options)
{
    private readonly VmBudget _budget = new(options.KeptEventsBurst, options.KeptEventsPerSecond, options.KeptEventsVms);

    private readonly VmBudget _ofAll = new(options.KeptEventsBurstOfAll, options.KeptEventsPerSecondOfAll, maxVms: 1);

    /// <summary>Events that were not kept.</summary>
    public long Refused => _budget.Refused + _ofAll.Refused;

    public void Consider(SeenEvent input, EngineOutput output, DateTimeOffset now)
    {
        var (vm, @event) = input;
        if (output.Matched > 0 || output.Resolutions.Count > 0 || IsAlwaysKept(@event.Name) || (_budget.TryTake(vm.Id, now) && _ofAll.TryTake("", now)))
        {
            journal.Add(
                new EventRow(@event.Id, vm.Id, vm.Name, @event.Name, @event.At, @event.QemuMicroseconds, @event.Origin.ToWord(), @event.Data, output.Matched) { ReceivedAt = @event.ReceivedAt }, now);
            tally.EventsKept++;
        }
    }

    private static bool IsAlwaysKept(string name) =>
        EventCatalogue.StateBearing.Contains(name) || (EventCatalogue.Default.TryGet(name, out var schema) && schema.Own);
}
