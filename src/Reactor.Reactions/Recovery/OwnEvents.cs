using System.Globalization;
using System.Text.Json;
using Reactor.Qmp;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Recovery;

/// <summary>Makes Reactor's own events about the connection to a VM. Their time is filled in by the partition's owner.</summary>
public static class OwnEvents
{
    // What a socket's path or an error says is not for us to bound.
    private const int MaxText = 500;

    /// <summary>A connection is live; ordinal 0.</summary>
    /// <param name="idPrefix">What ids of the connection begin with.</param>
    /// <param name="address">Where the monitor is.</param>
    /// <param name="qemuVersion">QEMU's version; null where it doesn't say.</param>
    /// <param name="status">The run state; null where it would not say.</param>
    public static VmEvent Connected(string idPrefix, string address, string? qemuVersion, string? status) => Own(idPrefix + "0", "VM_CONNECTED", json =>
    {
        json.WriteString("address", address);
        json.WriteString("qemu-version", qemuVersion);
        if (status is not null)
        {
            json.WriteString("status", status);
        }
    });

    /// <summary>The VM was not heard, or not wholly.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="from">When it was last heard.</param>
    /// <param name="to">Since when it is heard again.</param>
    /// <param name="reason"><c>started</c>, <c>link</c> or <c>overflow</c>.</param>
    public static VmEvent Gap(string id, DateTimeOffset from, DateTimeOffset to, string reason) => Own(id, "VM_GAP", json =>
    {
        json.WriteString("from", Text(from < to ? from : to));
        json.WriteString("to", Text(to));
        json.WriteString("reason", reason);
    });

    /// <summary>The VM's monitor is gone, and nobody said that the VM shuts down.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="processEnded">Whether its process is known to have ended.</param>
    /// <param name="origin">Recovered where it went while Reactor was down.</param>
    public static VmEvent Lost(string id, string reason, bool processEnded, EventOrigin origin = EventOrigin.Live) => Own(id, "VM_LOST", json =>
    {
        json.WriteString("reason", Cut(reason));
        json.WriteBoolean("process-ended", processEnded);
    }) with { Origin = origin };

    /// <summary>The VM's monitor doesn't answer.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="since">When it was asked what it doesn't answer.</param>
    public static VmEvent Silent(string id, DateTimeOffset since) => Own(id, "VM_SILENT", json => json.WriteString("since", Text(since)));

    /// <summary>A monitor that did not answer does so again.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="silentSince">Since when it had not answered.</param>
    public static VmEvent Answers(string id, DateTimeOffset silentSince) => Own(id, "VM_ANSWERS", json => json.WriteString("silent-since", Text(silentSince)));

    /// <summary>Someone else holds the VM's monitor.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="reason">How that showed.</param>
    public static VmEvent Occupied(string id, string reason) => Own(id, "VM_OCCUPIED", json => json.WriteString("reason", Cut(reason)));

    /// <summary>The VM claims what another one goes by.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="kind"><c>uuid</c> or <c>name</c>.</param>
    /// <param name="value">What it claims.</param>
    /// <param name="other">The VM that goes by it.</param>
    public static VmEvent Conflict(string id, string kind, string value, string other) => Own(id, "VM_CONFLICT", json =>
    {
        json.WriteString("kind", kind);
        json.WriteString("value", value);
        json.WriteString("other", other);
    });

    /// <summary>Too many events of one name came, and some were dropped.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="name">The event.</param>
    /// <param name="dropped">How many.</param>
    public static VmEvent Flood(string id, string name, long dropped) => Own(id, "VM_FLOOD", json =>
    {
        json.WriteString("event", Cut(name));
        json.WriteNumber("dropped", dropped);
    });

    private static VmEvent Own(string id, string name, Action<Utf8JsonWriter> members)
    {
        var data = ShortJson.ToBytes(members, static (json, members) =>
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        });
        return new VmEvent { Id = id, Name = name, Data = data, At = default, Origin = EventOrigin.Live };
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText];
}
