using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Reactor.Reactions.Json;
using Reactor.Reactions.Payloads;
using Reactor.Reactions.Steps;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Alerts;

/// <summary>What is needed while an alert is open and is no column: <see cref="Commits.AlertRow.Extra"/>.</summary>
internal sealed record AlertExtra
{
    private const int Version = 1;

    public static readonly ImmutableSortedDictionary<string, DateTimeOffset> NoStates =
        ImmutableSortedDictionary.Create<string, DateTimeOffset>(StringComparer.Ordinal);

    public static readonly ImmutableSortedDictionary<string, string> NoValues = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public static AlertExtra None { get; } = new();

    /// <summary>The VM at the opening.</summary>
    public VmView? Vm { get; init; }

    /// <summary>The opening event; kept only where a resolver asks for it.</summary>
    public SeenEvent? First { get; init; }

    /// <summary>The first notification, while it is held.</summary>
    public PendingNotice? Pending { get; init; }

    /// <summary>The silence, the maintenance or the window that holds it; of an ended one: that held it till then. Null for none.</summary>
    public string? HeldBy { get; init; }

    /// <summary>The end of its <c>wait</c>, while it is held.</summary>
    public DateTimeOffset? WaitUntil { get; init; }

    /// <summary>By inhibiting rule: the values that must be equal, as a JSON array. While it is held.</summary>
    public ImmutableSortedDictionary<string, string> Same { get; init; } = NoValues;

    /// <summary>All partitions were told that it holds others: they are to be told of its end.</summary>
    public bool Inhibits { get; init; }

    /// <summary>By <c>state</c> resolver with a <c>for</c>: since when its state holds.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset> StateSince { get; init; } = NoStates;

    /// <summary>What lasts of what the event told that opened or last refreshed it: see <see cref="Recovery.Level"/>.</summary>
    public ImmutableArray<string> Levels { get; init; } = [];

    /// <summary>Since when it isn't known whether that is the same still, or began anew in a gap; null: nothing of the kind.</summary>
    public DateTimeOffset? UnverifiedSince { get; init; }

    /// <summary>The group that it was told with, or is going to be; null: it is told alone.</summary>
    public GroupPlace? Group { get; init; }

    /// <summary>Of a grouped one: the targets that are told of it alone all the same.</summary>
    public ImmutableArray<string> Apart { get; init; } = [];

    /// <summary>How often it is told again, where it is told alone; null: never.</summary>
    public TimeSpan? Repeat { get; init; }

    /// <summary>When it is told again next.</summary>
    public DateTimeOffset? RepeatAt { get; init; }

    /// <summary>How often it was told again.</summary>
    public int Repeats { get; init; }

    /// <summary>Who acknowledged it.</summary>
    public HandNote? Acknowledged { get; init; }

    /// <summary>Of an alert that was ended by hand: who did.</summary>
    public HandNote? Ended { get; init; }

    public ReadOnlyMemory<byte> Write() => JsonBytes.Versioned(Version, writer =>
    {
        if (Vm is not null)
        {
            SeenEventJson.WriteVm(writer, "vm", Vm);
        }

        if (First is not null)
        {
            SeenEventJson.Write(writer, "first", First);
        }

        Pending?.Write(writer, "pending");
        if (HeldBy is not null)
        {
            writer.WriteString("held_by"u8, HeldBy);
        }

        if (WaitUntil is { } wait)
        {
            writer.WriteString("wait"u8, wait);
        }

        WriteMap(writer, "same", Same, static (w, name, values) => w.WriteString(name, values));
        if (Inhibits)
        {
            writer.WriteBoolean("inhibits"u8, true);
        }

        WriteMap(writer, "state_since", StateSince, static (w, name, since) => w.WriteString(name, since));
        if (!Levels.IsEmpty)
        {
            writer.WriteTexts("levels"u8, Levels);
        }

        if (UnverifiedSince is { } unverified)
        {
            writer.WriteString("unverified"u8, unverified);
        }

        Group?.Write(writer, "group");
        if (!Apart.IsEmpty)
        {
            writer.WriteTexts("apart"u8, Apart);
        }

        if (Repeat is { } repeat)
        {
            writer.WriteNumber("repeat"u8, repeat.Ticks);
        }

        if (RepeatAt is { } at)
        {
            writer.WriteString("repeat_at"u8, at);
        }

        if (Repeats > 0)
        {
            writer.WriteNumber("repeats"u8, Repeats);
        }

        Acknowledged?.Write(writer, "acknowledged");
        Ended?.Write(writer, "ended");
    });

    public static AlertExtra Read(ReadOnlyMemory<byte>? stored) => stored is not { IsEmpty: false } json ? None : StoredJson.Read(json, Version, "A stored alert", static root => new AlertExtra
    {
        Vm = root.TryGetProperty("vm"u8, out var vm) ? SeenEventJson.ReadVm(vm) : null,
        First = root.TryGetProperty("first"u8, out var first) ? SeenEventJson.Read(first) : null,
        Pending = root.TryGetProperty("pending"u8, out var pending) ? PendingNotice.Read(pending) : null,
        HeldBy = StoredJson.OptionalText(root, "held_by"),
        WaitUntil = root.TryGetProperty("wait"u8, out var wait) ? wait.GetDateTimeOffset() : null,
        Same = ReadMap(root, "same", NoValues, static value => value.GetString()!),
        Inhibits = StoredJson.Flag(root, "inhibits"),
        StateSince = ReadMap(root, "state_since", NoStates, static value => value.GetDateTimeOffset()),
        Levels = root.TryGetProperty("levels"u8, out var levels) ? levels.ReadTexts() : [],
        UnverifiedSince = root.TryGetProperty("unverified"u8, out var unverified) ? unverified.GetDateTimeOffset() : null,
        Group = GroupPlace.Read(root, "group"),
        Apart = root.TryGetProperty("apart"u8, out var apart) ? apart.ReadTexts() : [],
        Repeat = root.TryGetProperty("repeat"u8, out var repeat) ? TimeSpan.FromTicks(repeat.GetInt64()) : null,
        RepeatAt = root.TryGetProperty("repeat_at"u8, out var at) ? at.GetDateTimeOffset() : null,
        Repeats = root.TryGetProperty("repeats"u8, out var repeats) ? repeats.GetInt32() : 0,
        Acknowledged = root.TryGetProperty("acknowledged"u8, out var note) ? HandNote.Read(note) : null,
        Ended = root.TryGetProperty("ended"u8, out var ended) ? HandNote.Read(ended) : null,
    });

    public static void WriteMap<T>(Utf8JsonWriter writer, string name, ImmutableSortedDictionary<string, T> map, Action<Utf8JsonWriter, string, T> write)
    {
        if (map.IsEmpty)
        {
            return;
        }

        writer.WriteStartObject(name);
        foreach (var (key, value) in map)
        {
            write(writer, key, value);
        }

        writer.WriteEndObject();
    }

    public static ImmutableSortedDictionary<string, T> ReadMap<T>(JsonElement root, string name, ImmutableSortedDictionary<string, T> none, Func<JsonElement, T> read) =>
        root.TryGetProperty(name, out var map) ? none.AddRange(map.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, read(p.Value)))) : none;
}

/// <summary>A first notification that is held: rendered at the opening, sent as it is when nothing holds it any more.</summary>
/// <param name="ActionPath">Path of the alert's action then: its deliveries' ids are made from it.</param>
/// <param name="Route">Where it goes.</param>
/// <param name="EventName">The completing event's name.</param>
/// <param name="Payload">The body: JSON.</param>
internal sealed record PendingNotice(string ActionPath, AlertRoute Route, string EventName, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The same, told as unverified since then, or not any more.</summary>
    public PendingNotice Marked(DateTimeOffset? since) => this with { Payload = StandardPayload.WithUnverified(Payload, since) };

    public void Write(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject(name);
        writer.WriteString("action"u8, ActionPath);
        writer.WriteTexts("targets"u8, Route.Targets);
        if (Route.Repeat is { } repeat)
        {
            writer.WriteNumber("repeat"u8, repeat.Ticks);
        }

        Route.Group?.Write(writer, "group");
        writer.WriteString("event"u8, EventName);
        writer.WritePropertyName("payload"u8);
        writer.WriteRawValue(Payload.Span, skipInputValidation: true);
        writer.WriteEndObject();
    }

    public static PendingNotice Read(JsonElement pending) => new(
        StoredJson.Text(pending, "action"),
        new AlertRoute(
            pending.GetProperty("targets"u8).ReadTexts(),
            pending.TryGetProperty("repeat"u8, out var repeat) ? TimeSpan.FromTicks(repeat.GetInt64()) : null,
            GroupPlace.Read(pending, "group")),
        StoredJson.Text(pending, "event"),
        JsonMarshal.GetRawUtf8Value(pending.GetProperty("payload"u8)).ToArray());
}
