using Reactor.Reactions.Commits;
using Reactor.Reactions.Json;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Steps;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Alerts;

/// <summary>
/// The files of the configuration were found bad and what ran before runs on, or they are good again: the payload of an inbox row of kind
/// <see cref="InboxKinds.Configuration"/>. It opens, refreshes or ends the alert <c>reactor.bad-configuration</c>.
/// </summary>
/// <param name="IsBad">Whether they are bad.</param>
/// <param name="Summary">One line for people.</param>
/// <param name="Description">All that was found, with its places; may be empty.</param>
public sealed record ConfigurationTrouble(bool IsBad, string Summary, string Description)
{
    private const int Version = 1;

    /// <summary>The row of it.</summary>
    /// <param name="id">Unique for ever.</param>
    public InboxRow ToRow(string id) => new(id, PartitionMap.OfFleetKey("{}"), InboxKinds.Configuration, Write());

    /// <summary>Versioned UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Write() => JsonBytes.Versioned(Version, writer =>
    {
        writer.WriteBoolean("bad"u8, IsBad);
        writer.WriteString("summary"u8, Summary);
        writer.WriteString("description"u8, Description);
    });

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="payload">It.</param>
    /// <exception cref="InvalidDataException">It is of a newer version, or damaged.</exception>
    public static ConfigurationTrouble Read(ReadOnlyMemory<byte> payload) => StoredJson.Read(
        payload, Version, "A finding about the configuration", static root => new ConfigurationTrouble(
            StoredJson.Flag(root, "bad"), StoredJson.Text(root, "summary"), StoredJson.Text(root, "description")));

    internal DaemonTrouble Told => new(OwnAlerts.BadConfiguration, "CONFIGURATION", RuleKey.OfVm(null), IsBad, Summary, Description) { IsNewEachTime = true };
}
