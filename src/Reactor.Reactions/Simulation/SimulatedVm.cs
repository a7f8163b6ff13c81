using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Reactor.Qmp;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Simulation;

/// <summary>A VM: what is true of it, and what Reactor has heard.</summary>
internal sealed class SimulatedVm(VmView view)
{
    private int _connection = 1;
    private int _incarnation = 1;
    private long _ordinal;
    private long _made;

    /// <summary>As Reactor knows it.</summary>
    public VmView Known { get; private set; } = view;

    /// <summary>Its run state, whether or not it was heard.</summary>
    public string? Status { get; private set; } = view.Status;

    /// <summary>Whether the connection is there.</summary>
    public bool IsConnected { get; private set; } = true;

    /// <summary>Whether something happened to it: then its heartbeat is of use.</summary>
    public bool IsTouched { get; set; }

    /// <summary>When its state is asked next because an event changed it; null: not at all.</summary>
    public DateTimeOffset? QuestionAt { get; set; }

    /// <summary>Names its process, as event ids do.</summary>
    public string Process => string.Create(CultureInfo.InvariantCulture, $"{Known.Host}:{Known.Name}.{_incarnation}");

    /// <summary>Something happens to it. The event as it is heard; null where it isn't.</summary>
    public VmEvent? Happens(string name, ReadOnlyMemory<byte> data, DateTimeOffset at, bool isHeard)
    {
        Status = RunState.After(Status, name, data);
        if (!isHeard || !IsConnected)
        {
            return null;
        }

        Known = Known with { Status = RunState.After(Known.Status, name, data) };
        return new VmEvent
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{Process}/1.{_connection}/{++_ordinal}"),
            Name = name,
            Data = data,
            At = at,
            QemuMicroseconds = at.ToUnixTimeMilliseconds() * 1000 + at.Microsecond,
        };
    }

    /// <summary>Reactor's own event of a connection.</summary>
    public VmEvent ConnectedEvent(DateTimeOffset at) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{Process}/1.{_connection}/0"),
        Name = "VM_CONNECTED",
        Data = Encoding.UTF8.GetBytes(new JsonObject { ["address"] = $"unix:/run/qemu/{Known.Name}.qmp", ["qemu-version"] = EventCatalogue.Default.QemuVersion, ["status"] = Status }.ToJsonString()),
        At = at,
    };

    /// <summary>It answers a question about its state.</summary>
    public void Answers() => Known = Known with { Status = Status };

    /// <summary>The state that it has from now on, whatever its events were.</summary>
    public void Set(string status) => Status = status;

    public void Disconnect()
    {
        IsConnected = false;
        QuestionAt = null;
    }

    public void Connect()
    {
        IsConnected = true;
        _connection++;
        _ordinal = 0;
    }

    /// <summary>Its process ends; the next one is another.</summary>
    public void End()
    {
        Disconnect();
        _incarnation++;
        Status = "running";
    }

    /// <summary>An id for what is no event of its own.</summary>
    public string MakeId(string what) => string.Create(CultureInfo.InvariantCulture, $"{Process}/1.{_connection}/{what}{++_made}");
}
