using System.Text.Json;
using Reactor.Qmp;

namespace Reactor.Reactions.Simulation.Recordings;

/// <summary>What a line of a recorded QMP stream is.</summary>
public enum RecordedKind
{
    /// <summary>An event.</summary>
    Event,

    /// <summary>Nothing but blanks.</summary>
    Blank,

    /// <summary>A greeting, a command or a reply to one: they stand between events on a monitor. What <c>reactor watch</c> tells besides events.</summary>
    Other,

    /// <summary>Neither.</summary>
    Bad,
}

/// <summary>One line of a recorded QMP stream: JSON as QEMU prints it, with the VM's name under <c>vm</c> where the recorder knew it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Event">The event; null unless it is one.</param>
/// <param name="Vm">The VM's name; null where it isn't told.</param>
/// <param name="Problem">What is wrong with it; null unless it is bad.</param>
public readonly record struct RecordedLine(RecordedKind Kind, QmpEvent? Event = null, string? Vm = null, string? Problem = null)
{
    private const int MaxDepth = 64;
    private const int MaxVmName = 128;

    private static readonly JsonReaderOptions s_options = new() { MaxDepth = MaxDepth };

    /// <summary>Reads a line. Never throws for what is in it.</summary>
    /// <param name="line">The line in UTF-8, without its end.</param>
    /// <param name="number">Its number, from 1.</param>
    public static RecordedLine Read(ReadOnlySpan<byte> line, long number)
    {
        line = line.Trim(" \t\r"u8);
        if (line.IsEmpty)
        {
            return new(RecordedKind.Blank);
        }

        var (kind, vm) = Look(line);
        if (kind == RecordedKind.Other)
        {
            return new(kind);
        }

        return QmpEvent.TryParse(line, number, default, out var parsed, out var error)
            ? vm is { Length: 0 or > MaxVmName } ? new(RecordedKind.Bad, Problem: $"`vm` is a VM's name, of 1 to {MaxVmName} characters") : new(RecordedKind.Event, parsed, vm)
            : new(RecordedKind.Bad, Problem: error);
    }

    /// <summary>Looks at the names of the members. What is no JSON counts as an event, for the parser of events to say what is wrong.</summary>
    private static (RecordedKind Kind, string? Vm) Look(ReadOnlySpan<byte> line)
    {
        bool isEvent = false, isOther = false;
        string? vm = null;
        try
        {
            var reader = new Utf8JsonReader(line, s_options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return (RecordedKind.Event, null);
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("vm"u8))
                {
                    reader.Read();
                    vm = VmName(ref reader);
                    continue;
                }

                isEvent |= reader.ValueTextEquals("event"u8);
                isOther |= reader.ValueTextEquals("QMP"u8) || reader.ValueTextEquals("return"u8) || reader.ValueTextEquals("error"u8) || reader.ValueTextEquals("execute"u8)
                    || reader.ValueTextEquals("link"u8) || reader.ValueTextEquals("missed"u8) || reader.ValueTextEquals("watching"u8);
                reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (RecordedKind.Event, null);
        }

        return (isOther && !isEvent ? RecordedKind.Other : RecordedKind.Event, vm);
    }

    // A name, or an object with one, as in Reactor's own payloads.
    private static string VmName(ref Utf8JsonReader reader)
    {
        var name = reader.TokenType == JsonTokenType.String ? reader.GetString() ?? "" : "";
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isName = reader.ValueTextEquals("name"u8);
                reader.Read();
                name = isName && reader.TokenType == JsonTokenType.String ? reader.GetString() ?? "" : name;
                reader.Skip();
            }
        }

        return name;
    }
}
