using Reactor.Reactions.Actions;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Identities;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Alerts;

/// <summary>
/// Alerts of Reactor's own about a rule: severity error, sent where the routes say, under the VM's key alone, or a fleet rule's key. They don't expire; they end with
/// the next start, or when their rule is gone or changed.
/// </summary>
internal sealed class OwnAlerts(AlertBook book, AlertRouter router, AlertNotifier notifier, PartitionTally tally)
{
    /// <summary>A rule threw and is out.</summary>
    public const string Quarantined = "reactor.quarantined";

    /// <summary>A deadline of a rule was refused.</summary>
    public const string DeadlineRefused = "reactor.deadline-refused";

    /// <summary>Files of the configuration are bad: of no rule and no VM; it stays over restarts.</summary>
    public const string BadConfiguration = "reactor.bad-configuration";

    /// <summary>A target is not called any more: of no rule and no VM; it stays over restarts.</summary>
    public const string TargetDisabled = "reactor.target-disabled";

    /// <summary>The store can't be written: of no rule and no VM; not stored itself.</summary>
    public const string StoreUnavailable = "reactor.store-unavailable";

    /// <summary>The store was damaged, and a new one was begun: of no rule and no VM; it stays until somebody ends it.</summary>
    public const string StoreDamaged = "reactor.store-damaged";

    /// <summary>Whether the id is that of such an alert. No rule's alert has one like it: ids hold no dots.</summary>
    public static bool IsOwn(string id) => id is Quarantined or DeadlineRefused or BadConfiguration or TargetDisabled or StoreUnavailable or StoreDamaged;

    /// <summary>Opens one, unless it is open.</summary>
    /// <param name="context">A firing of the rule, of the VM alone; of a fleet rule, of its key.</param>
    /// <param name="id">Its id, and the path of its deliveries.</param>
    /// <param name="summary">One line for people.</param>
    /// <param name="description">More.</param>
    /// <param name="severity">How bad it is.</param>
    /// <returns>False where it is open.</returns>
    public bool Open(FiringContext context, string id, string summary, string description, Severity severity = Severity.Error)
    {
        var vm = context.Firing.Vm;
        if (book.TryGet(context.VmId, context.Rule.Name, id, context.Key, out _))
        {
            return false;
        }

        var row = new AlertRow
        {
            Uid = AlertUid.Create(context.Rule.Name, id, context.Key, context.Firing.Id),
            Rule = context.Rule.Name,
            Id = id,
            Key = context.Key,
            VmId = context.VmId,
            VmName = vm.Name,
            State = AlertState.Firing,
            Severity = severity.ToWord(),
            Summary = summary,
            Description = description,
            Labels = context.Rule.Labels.SetItems(context.Firing.Key.Labels),
            StartsAt = context.Now,
            RefreshedAt = context.Now,
            FiringId = context.Firing.Id,
        };
        notifier.Open(context, OpenAlert.Of(row, new AlertExtra { Vm = vm }), id, router.Find(context, [], row));
        tally.AlertsOpened++;
        return true;
    }
}
