using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Reactor.Reactions.Json;
using Reactor.Rules.Engine;
using Reactor.Rules.Templates;

namespace Reactor.Reactions.Steps;

/// <summary>The stored form of a run: versioned UTF-8 JSON, absent members stand for null or empty.</summary>
internal static class RunJson
{
    private const int Version = 1;

    public static ReadOnlyMemory<byte> Write(StepRun run)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonLeaf.WriterOptions);
        writer.WriteStartObject();
        writer.WriteNumber("v"u8, Version);
        WriteStart(writer, run.Id, run.Firing, run.Left, run.Steps);
        if (!run.Gathered.IsEmpty)
        {
            writer.WritePropertyName("gathered"u8);
            KeptJson.Write(writer, run.Gathered);
        }

        if (run.Process is { } process)
        {
            writer.WriteString("process"u8, process);
        }

        writer.WriteString("end"u8, run.End.ToString());
        if (run.Current is { } current)
        {
            WriteCurrent(writer, current);
        }

        if (!run.Waiting.IsEmpty)
        {
            WriteWaiting(writer, run.Waiting);
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>The run; null where its rule is gone or means something else by now.</summary>
    public static StepRun? Read(ReadOnlyMemory<byte> json, RuleSet rules) => StoredJson.Read(json, Version, "A stored run", root =>
        ReadStart(root, rules) is not { } start
            ? null
            : new StepRun
            {
                Id = start.Id,
                Firing = start.Firing,
                Left = start.Left,
                Steps = start.Steps,
                Gathered = ReadKept(root, "gathered"),
                Process = StoredJson.OptionalText(root, "process"),
                End = Enum.Parse<RunEnd>(StoredJson.Text(root, "end")),
                Current = root.TryGetProperty("current"u8, out var current) ? ReadCurrent(current) : null,
                Waiting = root.TryGetProperty("waiting"u8, out var waiting) ? [.. waiting.EnumerateArray().Select(start => ReadStart(start, rules)).OfType<RunStart>()] : [],
            });

    /// <summary>Names of the rule and the VM, for people; empty where there are none.</summary>
    public static (string Rule, string Vm) ReadNames(ReadOnlyMemory<byte> json) => StoredJson.Read(json, Version, "A stored run", root =>
    {
        var firing = root.GetProperty("firing"u8);
        return (StoredJson.Text(firing, "rule"), SeenEventJson.Read(firing.GetProperty("completing"u8)).Vm.Name);
    });

    private static void WriteStart(
        Utf8JsonWriter writer, string id, Firing firing, ImmutableArray<string> left, ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> steps)
    {
        writer.WriteString("id"u8, id);
        writer.WritePropertyName("firing"u8);
        writer.WriteRawValue(FiringJson.Write(firing).Span, skipInputValidation: true);
        writer.WriteTexts("left"u8, left);
        if (!steps.IsEmpty)
        {
            writer.WritePropertyName("steps"u8);
            KeptJson.Write(writer, steps);
        }
    }

    private static void WriteWaiting(Utf8JsonWriter writer, ImmutableArray<RunStart> waiting)
    {
        writer.WriteStartArray("waiting"u8);
        foreach (var start in waiting)
        {
            writer.WriteStartObject();
            WriteStart(writer, start.Id, start.Firing, start.Left, start.Steps);
            if (start.IsEscalation)
            {
                writer.WriteBoolean("escalation"u8, true);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static RunStart? ReadStart(JsonElement root, RuleSet rules) =>
        FiringJson.Read(JsonMarshal.GetRawUtf8Value(root.GetProperty("firing"u8)).ToArray(), rules) is { } firing
            ? new RunStart(
                StoredJson.Text(root, "id"),
                firing,
                root.GetProperty("left"u8).ReadTexts(),
                ReadKept(root, "steps"),
                StoredJson.Flag(root, "escalation"))
            : null;

    private static ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> ReadKept(JsonElement root, string name)
    {
        var kept = KeptJson.None.ToBuilder();
        if (root.TryGetProperty(name, out var values))
        {
            foreach (var value in values.EnumerateObject())
            {
                kept[value.Name] = JsonMarshal.GetRawUtf8Value(value.Value).ToArray();
            }
        }

        return kept.ToImmutable();
    }

    private static void WriteCurrent(Utf8JsonWriter writer, StepUnderWay current)
    {
        writer.WriteStartObject("current"u8);
        writer.WriteString("path"u8, current.Path);
        writer.WriteString("id"u8, current.Id);
        writer.WriteString("phase"u8, current.Phase.ToString());
        writer.WriteNumber("attempt"u8, current.Attempt);
        if (current.Expected is { } expected)
        {
            writer.WriteStartObject("expected"u8);
            writer.WriteString("due"u8, expected.Due);
            writer.WriteString("state"u8, expected.State.ToString());
            if (expected.Event is { } @event)
            {
                SeenEventJson.WriteEvent(writer, "event", @event);
            }

            writer.WriteEndObject();
        }

        if (current.Result is { } result)
        {
            writer.WritePropertyName("result"u8);
            StepResultJson.WriteTo(writer, result);
        }

        writer.WriteEndObject();
    }

    private static StepUnderWay ReadCurrent(JsonElement current) => new(
        StoredJson.Text(current, "path"),
        StoredJson.Text(current, "id"),
        Enum.Parse<StepPhase>(StoredJson.Text(current, "phase")),
        current.GetProperty("attempt"u8).GetInt32())
    {
        Expected = current.TryGetProperty("expected"u8, out var expected)
            ? new ExpectedEvent(
                expected.GetProperty("due"u8).GetDateTimeOffset(),
                Enum.Parse<ExpectationState>(StoredJson.Text(expected, "state")),
                expected.TryGetProperty("event"u8, out var @event) ? SeenEventJson.ReadEvent(@event) : null)
            : null,
        Result = current.TryGetProperty("result"u8, out var result) ? StepResultJson.ReadFrom(result) : null,
    };
}
