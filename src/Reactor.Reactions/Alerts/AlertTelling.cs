using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Groups;
using Reactor.Reactions.Holds;

namespace Reactor.Reactions.Alerts;

/// <summary>Who was told of an alert, and who is going to be: for people to look at.</summary>
/// <param name="Told">Targets that were told.</param>
/// <param name="Waiting">Targets that are told when its group tells next, or when what holds it ends.</param>
/// <param name="Until">Till when it waits, where time ends that; null: something else does, or it doesn't wait.</param>
/// <param name="HeldBy">The silence, the maintenance or the window that holds it, or held it till it ended; null for none.</param>
public sealed record AlertTelling(ImmutableArray<string> Told, ImmutableArray<string> Waiting, DateTimeOffset? Until, string? HeldBy)
{
    /// <summary>That of a stored alert.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="state">A state row's payload, by partition, kind and key; null where there is none.</param>
    /// <param name="waits">Whether a row of a kind waits in a partition's inbox whose payload has a text.</param>
    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public static AlertTelling Of(AlertRow alert, Func<int, string, string, ReadOnlyMemory<byte>?> state, Func<int, string, string, bool> waits)
    {
        ArgumentNullException.ThrowIfNull(alert);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(waits);
        var extra = AlertExtra.Read(alert.Extra);
        if (alert.Held is { } held)
        {
            return new AlertTelling(alert.Targets, extra.Pending?.Route.Targets ?? [], held == HoldReason.Wait ? extra.WaitUntil : null, extra.HeldBy);
        }

        if (extra.Group is not { } place || !Waits(out var until))
        {
            return new AlertTelling(alert.Targets, [], null, null);
        }

        return new AlertTelling(extra.Apart, alert.Targets.RemoveAll(extra.Apart.Contains), until, null);

        // Of one that a full group refused there is nothing: it was told alone.
        bool Waits(out DateTimeOffset? until)
        {
            var known = state(place.Partition, GroupedAlert.StateKind, GroupedAlert.KeyIn(place.Id, alert.Uid));
            until = known is null || state(place.Partition, AlertGroup.StateKind, place.Id) is not { } group ? null : AlertGroup.Read(group).Due;
            return known is { } row ? !GroupedAlert.Read(row).IsTold : waits(place.Partition, InboxKinds.AlertGroup, alert.Uid);
        }
    }

    /// <summary>The same without targets for which it was decided, and that were not told after all.</summary>
    /// <param name="untold">They, each with what held it from them.</param>
    public AlertTelling Without(IReadOnlyDictionary<string, string?> untold)
    {
        ArgumentNullException.ThrowIfNull(untold);
        var told = Told.RemoveAll(untold.ContainsKey);
        return told.Length == Told.Length ? this : this with { Told = told, HeldBy = HeldBy ?? Told.Select(untold.GetValueOrDefault).FirstOrDefault(by => by is not null) };
    }
}
