using Reactor.Reactions.Commits;
using Reactor.Reactions.Json;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Steps;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Alerts;

/// <summary>
/// The store was damaged, was moved aside, and a new one was begun: the payload of an inbox row of kind <see cref="InboxKinds.StoreDamage"/>. It opens the
/// alert <c>reactor.store-damaged</c>, which somebody has to end.
/// </summary>
/// <param name="MovedTo">Where the damaged file is now.</param>
/// <param name="Error">What was found.</param>
public sealed record StoreDamage(string MovedTo, string Error)
{
    private const int Version = 1;

    /// <summary>The row of it.</summary>
    /// <param name="id">Unique for ever.</param>
    public InboxRow ToRow(string id) => new(id, PartitionMap.OfFleetKey("{}"), InboxKinds.StoreDamage, JsonBytes.Versioned(Version, writer =>
    {
        writer.WriteString("moved_to"u8, MovedTo);
        writer.WriteString("error"u8, Error);
    }));

    /// <summary>Reads what <see cref="ToRow"/> wrote.</summary>
    /// <param name="payload">It.</param>
    /// <exception cref="InvalidDataException">It is of a newer version, or damaged.</exception>
    public static StoreDamage Read(ReadOnlyMemory<byte> payload) => StoredJson.Read(
        payload, Version, "A damage of the store", static root => new StoreDamage(StoredJson.Text(root, "moved_to"), StoredJson.Text(root, "error")));

    internal DaemonTrouble Told => new(
        OwnAlerts.StoreDamaged,
        "STORE",
        RuleKey.OfVm(null),
        IsBad: true,
        $"Reactor's store was damaged and is begun anew; the damaged one is {MovedTo}",
        $"{Error} Deliveries that waited, alerts that were open, windows and deadlines of rules, silences and the audit are in the damaged file alone: look there, and after the disk. End this alert by hand.")
    {
        Severity = Severity.Critical,
        IsNewEachTime = true,
    };
}
