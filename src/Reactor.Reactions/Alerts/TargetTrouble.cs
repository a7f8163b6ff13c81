using Reactor.Cel;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Json;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Steps;
using Reactor.Reactions.Text;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Alerts;

/// <summary>
/// A target answered 410 and is not called any more, or it is called again: the payload of an inbox row of kind <see cref="InboxKinds.Target"/>. It
/// opens or ends the alert <c>reactor.target-disabled</c> of that target.
/// </summary>
/// <param name="Target">The target's name.</param>
/// <param name="IsDisabled">Whether it is disabled.</param>
public sealed record TargetTrouble(string Target, bool IsDisabled)
{
    private const int Version = 1;

    /// <summary>The row of it. All go to one partition, so that they are taken in their order.</summary>
    /// <param name="id">Unique for ever.</param>
    public InboxRow ToRow(string id) => new(id, PartitionMap.OfFleetKey("{}"), InboxKinds.Target, Write());

    /// <summary>Versioned UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Write() => JsonBytes.Versioned(Version, writer =>
    {
        writer.WriteString("target"u8, Target);
        writer.WriteBoolean("disabled"u8, IsDisabled);
    });

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="payload">It.</param>
    /// <exception cref="InvalidDataException">It is of a newer version, or damaged.</exception>
    public static TargetTrouble Read(ReadOnlyMemory<byte> payload) => StoredJson.Read(
        payload, Version, "A finding about a target", static root => new TargetTrouble(StoredJson.Text(root, "target"), StoredJson.Flag(root, "disabled")));

    internal DaemonTrouble Told
    {
        get
        {
            var target = LogText.Escape(Target, 256);
            return new DaemonTrouble(
                OwnAlerts.TargetDisabled,
                "TARGET",
                RuleKey.OfFleet(("target", CelValue.From(Target))),
                IsDisabled,
                $"target {target} answered 410 and is disabled",
                $"It asked never to be called again. What is sent to it is kept as dead letters until it is called again: after 'reactor targets enable {target}', a reload or a start.");
        }
    }
}
