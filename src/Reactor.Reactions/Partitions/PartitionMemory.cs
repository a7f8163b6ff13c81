using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Facts;
using Reactor.Reactions.Groups;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Steps;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Partitions;

/// <summary>Puts a partition's memory back from what the store holds. Emits nothing.</summary>
internal static class PartitionMemory
{
    /// <summary>Folds logged inputs into the engine. Gives how many, their size, and the time of the last.</summary>
    public static (int Count, long Bytes, DateTimeOffset Last) Fold(IRuleEngine engine, IEnumerable<InputRow> inputs, long after)
    {
        var (count, bytes, last) = (0, 0L, DateTimeOffset.MinValue);
        foreach (var row in inputs)
        {
            if (row.Sequence > after)
            {
                engine.Fold(InputPayload.Read(row.Payload), row.Rules.ToHashSet(StringComparer.Ordinal));
                count++;
                bytes += row.Payload.Length;
                last = row.At > last ? row.At : last;
            }
        }

        return (count, bytes, last);
    }

    /// <summary>Puts back the state rows.</summary>
    /// <exception cref="InvalidDataException">One can't be read.</exception>
    public static void Put(PartitionParts parts, IReadOnlyCollection<StateRow> rows)
    {
        foreach (var row in rows)
        {
            if (row.Payload is not { } payload)
            {
                continue;
            }

            switch (row.Kind)
            {
                case Fact.StateKind: parts.Facts.Put(Fact.Read(payload)); break;
                case VmViews.StateKind: parts.Views.Put(payload); break;
                case HoldKinds.Silence: parts.Silences.Put(Silence.Read(payload)); break;
                case HoldKinds.Maintenance: parts.Maintenances.Put(Maintenance.Read(payload)); break;
                case InhibitorBook.StateKind: parts.Inhibitors.Put(Inhibitor.Read(payload)); break;
                case StepRuns.RowKind or AlertGroup.StateKind or GroupedAlert.StateKind: break;
                default:
                    throw new InvalidDataException(
                        $"The store holds state of the kind `{row.Kind}`, which this program doesn't know. Run the version of Reactor that wrote it, or a newer one.");
            }
        }

        parts.Groups.Restore(rows.Where(row => row.Kind == AlertGroup.StateKind), rows.Where(row => row.Kind == GroupedAlert.StateKind));
        parts.Steps.Restore(rows.Where(row => row.Kind == StepRuns.RowKind));
    }

    /// <summary>Puts back an open alert.</summary>
    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public static void Put(PartitionParts parts, AlertRow alert) => parts.Desk.Put(OpenAlert.Read(alert));
}
