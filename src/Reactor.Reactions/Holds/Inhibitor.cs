using System.Globalization;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Json;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Steps;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Holds;

/// <summary>An open alert that holds the notifications of others, as every partition is told of it.</summary>
/// <param name="Uid">Name of the alert's opening.</param>
/// <param name="Rule">Its rule: which rules it holds is what the rule now says.</param>
/// <param name="Values">The values of <c>same</c> at its opening, as a JSON array.</param>
/// <param name="StartsAt">When it opened.</param>
/// <param name="IsEnded">It ended.</param>
internal sealed record Inhibitor(string Uid, string Rule, string Values, DateTimeOffset StartsAt, bool IsEnded = false)
{
    private const int Version = 1;

    public ReadOnlyMemory<byte> Write() => JsonBytes.Versioned(Version, writer =>
    {
        writer.WriteString("uid"u8, Uid);
        writer.WriteString("rule"u8, Rule);
        writer.WriteString("values"u8, Values);
        writer.WriteString("starts"u8, StartsAt);
        if (IsEnded)
        {
            writer.WriteBoolean("ended"u8, true);
        }
    });

    public static Inhibitor Read(ReadOnlyMemory<byte> payload) => StoredJson.Read(payload, Version, "An inhibitor", static root => new Inhibitor(
        StoredJson.Text(root, "uid"), StoredJson.Text(root, "rule"), StoredJson.Text(root, "values"), root.GetProperty("starts"u8).GetDateTimeOffset(), StoredJson.Flag(root, "ended")));

    /// <summary>Tells every partition, this one too: all take it in the same way.</summary>
    public void Tell(CommitBuilder commit)
    {
        var payload = Write();
        for (var partition = 0; partition < PartitionMap.Count; partition++)
        {
            var id = StableId.Of("i_", InboxKinds.Inhibitor, Uid, IsEnded ? "ended" : "open", partition.ToString(CultureInfo.InvariantCulture));
            commit.Add(new InboxRow(id, partition, InboxKinds.Inhibitor, payload));
        }
    }
}
