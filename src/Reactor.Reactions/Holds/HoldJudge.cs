using Reactor.Reactions.Actions;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Holds;

/// <summary>Says whether something is held now, and why.</summary>
internal sealed class HoldJudge(RulesInForce inForce, HoldList<Silence> silences, HoldList<Maintenance> maintenances, InhibitorBook inhibitors)
{
    /// <summary>The first notification of an alert.</summary>
    public Held? OfAlert(OpenAlert alert, DateTimeOffset now) => Common(SubjectOf(alert), now) ?? InhibitionOf(alert) ?? WaitOf(alert, now);

    /// <summary>The same for one reason: whether it (still) holds.</summary>
    public Held? OfAlert(OpenAlert alert, string reason, DateTimeOffset now) => reason switch
    {
        HoldReason.Maintenance => MaintenanceOf(SubjectOf(alert), now),
        HoldReason.Muted => MutedOf(alert.Row.Rule, now),
        HoldReason.Silenced => SilenceOf(SubjectOf(alert), now),
        HoldReason.Inhibited => InhibitionOf(alert),
        HoldReason.Wait => WaitOf(alert, now),
        _ => null,
    };

    /// <summary>A one-off send.</summary>
    public Held? OfSend(FiringContext context) => Common(
        new HoldSubject(context.Rule.Name, "", context.Rule.Severity.ToWord(), context.Labels, context.Firing.Key.VmId is null ? null : context.Firing.Vm), context.Now);

    /// <summary>A command to a VM, or a program for it. Silences don't hold these.</summary>
    public Held? OfCommand(Rule rule, VmView vm, DateTimeOffset now) => MaintenanceOf(SubjectOf(rule, vm), now) ?? MutedOf(rule.Name, now);

    /// <summary>What matchers see of an alert.</summary>
    public static HoldSubject SubjectOf(OpenAlert alert) => new(
        alert.Row.Rule, alert.Row.Id, alert.Row.Severity, alert.Row.Labels, alert.Row.VmId.Length == 0 ? null : alert.Vm);

    private static HoldSubject SubjectOf(Rule rule, VmView vm) => new(rule.Name, "", rule.Severity.ToWord(), rule.Labels, vm);

    private Held? Common(HoldSubject subject, DateTimeOffset now) => MaintenanceOf(subject, now)
        ?? MutedOf(subject.Rule, now)
        ?? SilenceOf(subject, now);

    private Held? SilenceOf(HoldSubject subject, DateTimeOffset now) =>
        silences.Count > 0 && silences.Find(now, subject.Meets) is { } silence ? new Held(HoldReason.Silenced, silence.EndsAt, silence.Id) : null;

    private Held? InhibitionOf(OpenAlert alert) =>
        inhibitors.Any(alert.Extra.Same, inhibitor => Holds(inhibitor, alert.Row)) ? new Held(HoldReason.Inhibited, null) : null;

    private static Held? WaitOf(OpenAlert alert, DateTimeOffset now) =>
        alert.Extra.WaitUntil is { } wait && now <= wait ? new Held(HoldReason.Wait, wait) : null;

    private Held? MaintenanceOf(HoldSubject subject, DateTimeOffset now) =>
        maintenances.Count > 0 && maintenances.Find(now, subject.VmMeets) is { } maintenance ? new Held(HoldReason.Maintenance, maintenance.EndsAt, maintenance.Id) : null;

    private Held? MutedOf(string ruleName, DateTimeOffset now)
    {
        if (inForce.Rules.Find(ruleName) is not { MutedIn: { IsEmpty: false } names })
        {
            return null;
        }

        foreach (var name in names)
        {
            if (inForce.Settings.Windows.TryGetValue(name, out var window) && window.Contains(now))
            {
                return new Held(HoldReason.Muted, window.NextChange(now), name);
            }
        }

        return null;
    }

    // Of two alerts that could hold each other (of one rule, even) only the older holds: else nobody would ever be told of either.
    private bool Holds(Inhibitor inhibitor, AlertRow alert) =>
        inhibitor.Uid != alert.Uid
        && Inhibits(inhibitor.Rule, alert.Rule)
        && (!Inhibits(alert.Rule, inhibitor.Rule) || IsOlder(inhibitor, alert));

    private static bool IsOlder(Inhibitor inhibitor, AlertRow alert) =>
        inhibitor.StartsAt != alert.StartsAt ? inhibitor.StartsAt < alert.StartsAt : string.CompareOrdinal(inhibitor.Uid, alert.Uid) < 0;

    private bool Inhibits(string rule, string inhibited) => inForce.InhibitorsOf(inhibited).Any(i => i.Rule == rule);
}
