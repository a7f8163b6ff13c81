using System.Collections.Immutable;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Groups;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Holds;

/// <summary>What a stored notification is about, as matchers see it.</summary>
public sealed class SentSubject
{
    private SentSubject(HoldSubject subject) => Subject = subject;

    internal HoldSubject Subject { get; }

    /// <summary>That of an alert, open or ended.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="host">The VM's host, where the alert doesn't say it any more.</param>
    /// <param name="vmLabels">The VM's labels, likewise.</param>
    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public static SentSubject OfAlert(AlertRow alert, string host, ImmutableSortedDictionary<string, string> vmLabels)
    {
        var open = OpenAlert.Read(alert);
        var subject = HoldJudge.SubjectOf(open);
        return new(open.Extra.Vm is not null || subject.Vm is not { } vm ? subject : subject with { Vm = vm with { Host = host, Labels = vmLabels } });
    }

    /// <summary>That of an alert of a group.</summary>
    /// <param name="stored">The alert, as its group keeps it.</param>
    /// <returns>Null: it has ended, or its group has not told of it.</returns>
    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public static SentSubject? OfGrouped(ReadOnlyMemory<byte> stored) =>
        GroupedAlert.Read(stored) is { IsTold: true } alert && alert.State.IsOpen() ? new(HoldJudge.SubjectOf(alert.Alert)) : null;

    /// <summary>That of a one-off send.</summary>
    /// <param name="rule">The rule's name.</param>
    /// <param name="severity">The rule's severity.</param>
    /// <param name="labels">Labels of the rule and its key.</param>
    /// <param name="vm">The VM; null: it is about no single one.</param>
    public static SentSubject OfSend(string rule, string severity, ImmutableSortedDictionary<string, string> labels, VmView? vm) =>
        new(new HoldSubject(rule, "", severity, labels, vm));

    /// <summary>The key of a group's alerts among its partition's state begins with this.</summary>
    public static string GroupPrefix(string group) => GroupedAlert.KeyIn(group, "");

    /// <summary>The kind of those rows.</summary>
    public static string GroupKind => GroupedAlert.StateKind;
}
