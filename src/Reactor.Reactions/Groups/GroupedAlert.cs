using System.Runtime.InteropServices;
using System.Text.Json;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Json;
using Reactor.Reactions.Steps;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Groups;

/// <summary>An alert as its group knows it: what decides whether it is held, and what is told of it.</summary>
/// <param name="Alert">What it is. Only what tells it from others; its texts are in the payload.</param>
/// <param name="ActionPath">Path of its action: its deliveries' ids are made from it, should it be told alone.</param>
/// <param name="EventName">The completing event's name, or that of the event that ended it.</param>
/// <param name="Payload">The body that would tell of it alone: JSON.</param>
/// <param name="IsTold">A notification said that it fires: one must say that it ended.</param>
internal sealed record GroupedAlert(OpenAlert Alert, string ActionPath, string EventName, ReadOnlyMemory<byte> Payload, bool IsTold = false)
{
    /// <summary>The kind of its state row.</summary>
    public const string StateKind = "grouped-alert";

    private const int Version = 1;

    public string Uid => Alert.Row.Uid;

    public AlertState State => Alert.Row.State;

    /// <summary>Its state row.</summary>
    /// <param name="group">The group's name.</param>
    public StateRow ToRow(string group) => new(StateKind, KeyIn(group, Uid), JsonBytes.Versioned(Version, Write));

    public static string KeyIn(string group, string uid) => $"{group}/{uid}";

    public void Write(Utf8JsonWriter writer)
    {
        var row = Alert.Row;
        writer.WriteString("uid"u8, row.Uid);
        writer.WriteString("rule"u8, row.Rule);
        writer.WriteString("id"u8, row.Id);
        writer.WriteString("vm_id"u8, row.VmId);
        writer.WriteString("vm_name"u8, row.VmName);
        writer.WriteString("state"u8, row.State.ToWord());
        writer.WriteString("severity"u8, row.Severity);
        AlertExtra.WriteMap(writer, "labels", row.Labels, static (w, name, value) => w.WriteString(name, value));
        writer.WriteString("starts"u8, row.StartsAt);
        writer.WriteString("firing"u8, row.FiringId);
        writer.WriteString("series"u8, Alert.Series);
        SeenEventJson.WriteVm(writer, "vm", Alert.Vm);
        AlertExtra.WriteMap(writer, "same", Alert.Extra.Same, static (w, name, values) => w.WriteString(name, values));
        writer.WriteString("action"u8, ActionPath);
        writer.WriteString("event"u8, EventName);
        if (IsTold)
        {
            writer.WriteBoolean("told"u8, true);
        }

        writer.WritePropertyName("payload"u8);
        writer.WriteRawValue(Payload.Span, skipInputValidation: true);
    }

    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public static GroupedAlert Read(ReadOnlyMemory<byte> stored) => StoredJson.Read(stored, Version, "An alert of a group", Read);

    public static GroupedAlert Read(JsonElement json) => new(
        OpenAlert.Of(
            new AlertRow
            {
                Uid = StoredJson.Text(json, "uid"),
                Rule = StoredJson.Text(json, "rule"),
                Id = StoredJson.Text(json, "id"),
                Key = "{}",
                VmId = StoredJson.Text(json, "vm_id"),
                VmName = StoredJson.Text(json, "vm_name"),
                State = AlertStates.Of(StoredJson.Text(json, "state")),
                Severity = StoredJson.Text(json, "severity"),
                Summary = "",
                Labels = AlertExtra.ReadMap(json, "labels", AlertExtra.NoValues, static value => value.GetString()!),
                StartsAt = json.GetProperty("starts"u8).GetDateTimeOffset(),
                RefreshedAt = json.GetProperty("starts"u8).GetDateTimeOffset(),
                FiringId = StoredJson.Text(json, "firing"),
            },
            new AlertExtra
            {
                Vm = SeenEventJson.ReadVm(json.GetProperty("vm"u8)),
                Same = AlertExtra.ReadMap(json, "same", AlertExtra.NoValues, static value => value.GetString()!),
            }) with
        {
            // Of one that was taken in before this was kept nothing but itself is known.
            Series = json.TryGetProperty("series"u8, out var series) ? series.GetString()! : StoredJson.Text(json, "uid"),
        },
        StoredJson.Text(json, "action"),
        StoredJson.Text(json, "event"),
        JsonMarshal.GetRawUtf8Value(json.GetProperty("payload"u8)).ToArray(),
        StoredJson.Flag(json, "told"));
}
