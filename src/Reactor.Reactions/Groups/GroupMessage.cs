using System.Collections.Immutable;
using System.Globalization;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Json;
using Reactor.Reactions.Steps;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Groups;

/// <summary>What an alert's partition tells that of its group: the payload of an inbox row of kind <see cref="InboxKinds.AlertGroup"/>.</summary>
/// <param name="Do">One of the words below.</param>
/// <param name="Place">The group.</param>
/// <param name="Targets">Where the group's notifications go.</param>
/// <param name="Repeat">How often what still fires is told again; null: never.</param>
/// <param name="Alert">The alert, as it is to be told of.</param>
internal sealed record GroupMessage(string Do, GroupPlace Place, ImmutableArray<string> Targets, TimeSpan? Repeat, GroupedAlert Alert)
{
    /// <summary>Nothing holds it any more: it is to be told.</summary>
    public const string Open = "open";

    /// <summary>Somebody acknowledged it.</summary>
    public const string Acknowledge = "acknowledge";

    /// <summary>It ended.</summary>
    public const string End = "end";

    private const int Version = 1;

    /// <summary>Its inbox row.</summary>
    /// <param name="at">Engine time: an alert may be acknowledged more than once.</param>
    public InboxRow ToRow(DateTimeOffset at) => new(
        StableId.Of("i_", InboxKinds.AlertGroup, Alert.Uid, Do, at.UtcTicks.ToString(CultureInfo.InvariantCulture)), Place.Partition, InboxKinds.AlertGroup, Write());

    public ReadOnlyMemory<byte> Write() => JsonBytes.Versioned(Version, writer =>
    {
        writer.WriteString("do"u8, Do);
        Place.Write(writer, "place");
        writer.WriteTexts("targets"u8, Targets);
        if (Repeat is { } repeat)
        {
            writer.WriteNumber("repeat"u8, repeat.Ticks);
        }

        writer.WriteStartObject("alert"u8);
        Alert.Write(writer);
        writer.WriteEndObject();
    });

    public static GroupMessage Read(ReadOnlyMemory<byte> payload) => StoredJson.Read(payload, Version, "A message to a group of alerts", static root => new GroupMessage(
        StoredJson.Text(root, "do") is Open or Acknowledge or End ? StoredJson.Text(root, "do") : throw new InvalidDataException("it asks for something that can't be done to a group"),
        GroupPlace.Read(root, "place") ?? throw new InvalidDataException("it names no group"),
        root.GetProperty("targets"u8).ReadTexts(),
        root.TryGetProperty("repeat"u8, out var repeat) ? TimeSpan.FromTicks(repeat.GetInt64()) : null,
        GroupedAlert.Read(root.GetProperty("alert"u8))));
}
