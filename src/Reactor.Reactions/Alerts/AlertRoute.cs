using System.Collections.Immutable;
using System.Text.Json;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Steps;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Alerts;

/// <summary>Where an alert goes, as its route said when it opened: a reload doesn't move what was decided.</summary>
/// <param name="Targets">Names of targets, each once; none: nobody is told.</param>
/// <param name="Repeat">How often it is told again; null: never.</param>
/// <param name="Group">With whom it is told; null: alone.</param>
internal sealed record AlertRoute(ImmutableArray<string> Targets, TimeSpan? Repeat = null, GroupPlace? Group = null)
{
    public static AlertRoute Nowhere { get; } = new([]);
}

/// <summary>The group of an alert: those of one route with equal values. It may be of many VMs, and lives in the partition of its name.</summary>
/// <param name="Route">Names what the route means.</param>
/// <param name="Key">The values, as a JSON object.</param>
/// <param name="Wait">How long a notification waits for more.</param>
/// <param name="Interval">The least time between two in which something changed.</param>
/// <param name="Apart">Names of the route's targets that are told of each of its alerts apart; the group has the others. A reload may change which these are: alerts that open from then on are another group.</param>
internal sealed record GroupPlace(string Route, string Key, TimeSpan Wait, TimeSpan Interval, string Apart = "")
{
    /// <summary>Its name: route and values, and who isn't told by it.</summary>
    public string Id { get; } = Apart.Length == 0 ? StableId.Of("g_", Route, Key) : StableId.Of("g_", Route, Key, Apart);

    /// <summary>The same for alerts of which these targets are told apart.</summary>
    public GroupPlace Without(ImmutableArray<string> apart) => new(Route, Key, Wait, Interval, string.Join(' ', apart));

    /// <summary>The targets that <see cref="Apart"/> names.</summary>
    public ImmutableArray<string> ToldApart => [.. Apart.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>The partition that it lives in.</summary>
    public int Partition => PartitionMap.OfFleetKey(Id);

    public void Write(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject(name);
        writer.WriteString("route"u8, Route);
        writer.WriteString("key"u8, Key);
        writer.WriteNumber("wait"u8, Wait.Ticks);
        writer.WriteNumber("interval"u8, Interval.Ticks);
        if (Apart.Length > 0)
        {
            writer.WriteString("apart"u8, Apart);
        }

        writer.WriteEndObject();
    }

    public static GroupPlace? Read(JsonElement parent, string name) => parent.TryGetProperty(name, out var place)
        ? new GroupPlace(
            StoredJson.Text(place, "route"), StoredJson.Text(place, "key"),
            TimeSpan.FromTicks(place.GetProperty("wait"u8).GetInt64()), TimeSpan.FromTicks(place.GetProperty("interval"u8).GetInt64()),
            StoredJson.OptionalText(place, "apart") ?? "")
        : null;
}
