using Reactor.Reactions.Commits;
using Reactor.Reactions.Json;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Steps;

namespace Reactor.Reactions.Alerts;

/// <summary>
/// Something that Reactor found about itself, or that it is mended: the payload of an inbox row of that kind. It opens, refreshes or ends one of Reactor's own alerts.
/// </summary>
public sealed record DaemonTrouble
{
    private const int Version = 1;

    private DaemonTrouble(string kind, bool isBad, string first, string second = "") => (Kind, IsBad, First, Second) = (kind, isBad, first, second);

    /// <summary>Kind of its rows, as <see cref="InboxKinds"/> has them.</summary>
    public string Kind { get; }

    /// <summary>Whether it is so; false: it is mended.</summary>
    public bool IsBad { get; }

    /// <summary>What it is about, as its kind says.</summary>
    internal string First { get; }

    internal string Second { get; }

    /// <summary>The files of the configuration were found bad and what ran before runs on, or they are good again.</summary>
    /// <param name="isBad">Whether they are bad.</param>
    /// <param name="summary">One line for people.</param>
    /// <param name="description">All that was found, with its places; may be empty.</param>
    public static DaemonTrouble OfConfiguration(bool isBad, string summary = "", string description = "") => new(InboxKinds.Configuration, isBad, summary, description);

    /// <summary>A target answered 410 and is not called any more, or it is called again.</summary>
    /// <param name="target">The target's name.</param>
    /// <param name="isDisabled">Whether it is disabled.</param>
    public static DaemonTrouble OfTarget(string target, bool isDisabled) => new(InboxKinds.Target, isDisabled, target);

    /// <summary>The store can't be written, or can be again. No store ever holds a row of it: notifications of its alert are sent without being written.</summary>
    /// <param name="isBad">Whether it can't be written.</param>
    /// <param name="error">What the store says.</param>
    public static DaemonTrouble OfStore(bool isBad, string error = "") => new(InboxKinds.Store, isBad, error);

    /// <summary>The store was damaged, was moved aside, and a new one was begun: somebody has to end the alert.</summary>
    /// <param name="movedTo">Where the damaged file is now.</param>
    /// <param name="error">What was found.</param>
    public static DaemonTrouble OfDamage(string movedTo, string error) => new(InboxKinds.StoreDamage, true, movedTo, error);

    /// <summary>The row of it. All go to one partition, so that they are taken in their order.</summary>
    /// <param name="id">Unique for ever.</param>
    public InboxRow ToRow(string id) => new(id, PartitionMap.OfFleetKey("{}"), Kind, JsonBytes.Versioned(Version, writer =>
    {
        var (flag, first, second) = NamesOf(Kind);
        if (flag is not null)
        {
            writer.WriteBoolean(flag, IsBad);
        }

        writer.WriteString(first, First);
        if (second is not null)
        {
            writer.WriteString(second, Second);
        }
    }));

    /// <summary>Reads what is in a row.</summary>
    /// <param name="kind">The row's kind.</param>
    /// <param name="payload">What <see cref="ToRow"/> wrote.</param>
    /// <exception cref="InvalidDataException">It is of a newer version, or damaged.</exception>
    public static DaemonTrouble Read(string kind, ReadOnlyMemory<byte> payload)
    {
        var (flag, first, second) = NamesOf(kind);
        return StoredJson.Read(payload, Version, "What Reactor found about itself", root => new DaemonTrouble(
            kind, flag is null || StoredJson.Flag(root, flag), StoredJson.Text(root, first), second is null ? "" : StoredJson.Text(root, second)));
    }

    // Names of the members.
    private static (string? Flag, string First, string? Second) NamesOf(string kind) => kind switch
    {
        InboxKinds.Configuration => ("bad", "summary", "description"),
        InboxKinds.Target => ("disabled", "target", null),
        InboxKinds.Store => ("bad", "error", null),
        InboxKinds.StoreDamage => (null, "moved_to", "error"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Reactor finds nothing of this kind about itself."),
    };
}
