using System.Collections.Immutable;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Json;
using Reactor.Reactions.Steps;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Groups;

/// <summary>A group of alerts: what of it is stored, besides its alerts.</summary>
internal sealed record AlertGroup
{
    /// <summary>The kind of its state row.</summary>
    public const string StateKind = "alert-group";

    private const int Version = 1;

    /// <summary>Its name for ever: a group that ended and begins anew is another, and its notifications have other ids.</summary>
    public required string Uid { get; init; }

    public required GroupPlace Place { get; init; }

    public required ImmutableArray<string> Targets { get; init; }

    /// <summary>How often it is told again while nothing changes; null: never.</summary>
    public TimeSpan? Repeat { get; init; }

    /// <summary>When the first thing changed that was not told yet; null: all is told.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The last notification; null: none yet.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>Notifications so far.</summary>
    public int Told { get; init; }

    public string Id => Place.Id;

    /// <summary>When something is to be told, unless what it would tell of is held; null: nothing is.</summary>
    public DateTimeOffset? Due
    {
        get
        {
            var change = ChangedAt is { } changed ? After(changed, Place.Wait) : null;
            if (change is not null && ToldAt is { } told && After(told, Place.Interval) is { } next && next > change)
            {
                change = next;
            }

            var repeat = Repeat is { } span && ToldAt is { } last ? After(last, span) : null;
            return change is null || repeat < change ? repeat ?? change : change;
        }
    }

    /// <summary>A group that begins with this alert.</summary>
    public static AlertGroup Of(GroupMessage first) => new()
    {
        Uid = StableId.Of("g_", first.Place.Id, first.Alert.Uid), Place = first.Place, Targets = first.Targets, Repeat = first.Repeat,
    };

    public StateRow ToRow() => new(StateKind, Id, JsonBytes.Versioned(Version, writer =>
    {
        writer.WriteString("uid"u8, Uid);
        Place.Write(writer, "place");
        writer.WriteTexts("targets"u8, Targets);
        if (Repeat is { } repeat)
        {
            writer.WriteNumber("repeat"u8, repeat.Ticks);
        }

        if (ChangedAt is { } changed)
        {
            writer.WriteString("changed"u8, changed);
        }

        if (ToldAt is { } told)
        {
            writer.WriteString("told_at"u8, told);
        }

        writer.WriteNumber("told"u8, Told);
    }));

    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public static AlertGroup Read(ReadOnlyMemory<byte> stored) => StoredJson.Read(stored, Version, "A group of alerts", static root => new AlertGroup
    {
        Uid = StoredJson.Text(root, "uid"),
        Place = GroupPlace.Read(root, "place") ?? throw new InvalidDataException("A group of alerts is damaged: it has no place."),
        Targets = root.GetProperty("targets"u8).ReadTexts(),
        Repeat = root.TryGetProperty("repeat"u8, out var repeat) ? TimeSpan.FromTicks(repeat.GetInt64()) : null,
        ChangedAt = root.TryGetProperty("changed"u8, out var changed) ? changed.GetDateTimeOffset() : null,
        ToldAt = root.TryGetProperty("told_at"u8, out var told) ? told.GetDateTimeOffset() : null,
        Told = root.GetProperty("told"u8).GetInt32(),
    });

    private static DateTimeOffset? After(DateTimeOffset from, TimeSpan span) => Partitions.Deadlines.After(from, span);
}
