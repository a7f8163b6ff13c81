using Reactor.Cel;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Text;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Alerts;

/// <summary>What the alert says about something that Reactor found about itself.</summary>
/// <param name="Alert">The alert's id, as <see cref="OwnAlerts"/> has them.</param>
/// <param name="Event">What stands in the place of an event's name.</param>
/// <param name="Key">Tells several such alerts apart.</param>
/// <param name="Summary">One line for people.</param>
/// <param name="Description">More; may be empty.</param>
internal sealed record DaemonNotice(string Alert, string Event, RuleKey Key, string Summary, string Description)
{
    private static readonly RuleKey s_alone = RuleKey.OfVm(null);

    public Severity Severity { get; init; } = Severity.Error;

    /// <summary>Whether what is found later takes the place of what was found before.</summary>
    public bool IsNewEachTime { get; init; }

    public static DaemonNotice Of(DaemonTrouble trouble) => trouble.Kind switch
    {
        InboxKinds.Configuration => new(OwnAlerts.BadConfiguration, "CONFIGURATION", s_alone, trouble.First, trouble.Second) { IsNewEachTime = true },
        InboxKinds.Target => OfTarget(trouble.First),
        InboxKinds.Store => new(
            OwnAlerts.StoreUnavailable,
            "STORE",
            s_alone,
            $"Reactor can't write its store: {trouble.First}",
            "Reactions wait, and are done once it can be written again. VMs are heard meanwhile, as far as there is memory; what is lost beyond that is told as a gap. Free space, or end what locks the file.")
        {
            Severity = Severity.Critical,
        },
        InboxKinds.StoreDamage => new(
            OwnAlerts.StoreDamaged,
            "STORE",
            s_alone,
            $"Reactor's store was damaged and is begun anew; the damaged one is {trouble.First}",
            $"{trouble.Second} Deliveries that waited, alerts that were open, windows and deadlines of rules, silences and the audit are in the damaged file alone: look there, and after the disk. End this alert by hand.")
        {
            Severity = Severity.Critical,
            IsNewEachTime = true,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(trouble), trouble.Kind, "No alert tells of this."),
    };

    private static DaemonNotice OfTarget(string name)
    {
        var target = LogText.Escape(name, 256);
        return new DaemonNotice(
            OwnAlerts.TargetDisabled,
            "TARGET",
            RuleKey.OfFleet(("target", CelValue.From(name))),
            $"target {target} answered 410 and is disabled",
            $"It asked never to be called again. What is sent to it is kept as dead letters until it is called again: after 'reactor targets enable {target}', a reload or a start.");
    }
}
