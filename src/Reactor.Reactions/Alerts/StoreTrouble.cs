using Reactor.Reactions.Commits;
using Reactor.Reactions.Json;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Steps;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Alerts;

/// <summary>
/// The store can't be written, or can be again: the payload of a row of kind <see cref="InboxKinds.Store"/>, which no store ever holds. It opens or ends
/// the alert <c>reactor.store-unavailable</c>, whose notifications are sent without being written.
/// </summary>
/// <param name="IsBad">Whether it can't be written.</param>
/// <param name="Error">What the store says.</param>
public sealed record StoreTrouble(bool IsBad, string Error)
{
    private const int Version = 1;

    /// <summary>The row of it.</summary>
    /// <param name="id">Unique for ever.</param>
    public InboxRow ToRow(string id) => new(id, PartitionMap.OfFleetKey("{}"), InboxKinds.Store, JsonBytes.Versioned(Version, writer =>
    {
        writer.WriteBoolean("bad"u8, IsBad);
        writer.WriteString("error"u8, Error);
    }));

    /// <summary>Reads what <see cref="ToRow"/> wrote.</summary>
    /// <param name="payload">It.</param>
    /// <exception cref="InvalidDataException">It is of a newer version, or damaged.</exception>
    public static StoreTrouble Read(ReadOnlyMemory<byte> payload) => StoredJson.Read(
        payload, Version, "A finding about the store", static root => new StoreTrouble(StoredJson.Flag(root, "bad"), StoredJson.Text(root, "error")));

    internal DaemonTrouble Told => new(
        OwnAlerts.StoreUnavailable,
        "STORE",
        RuleKey.OfVm(null),
        IsBad,
        $"Reactor can't write its store: {Error}",
        "Reactions wait, and are done once it can be written again. VMs are heard meanwhile, as far as there is memory; what is lost beyond that is told as a gap. Free space, or end what locks the file.")
    {
        Severity = Severity.Critical,
    };
}
