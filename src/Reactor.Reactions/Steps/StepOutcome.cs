using System.Buffers;
using System.Text.Json;
using Reactor.Reactions.Text;
using Reactor.Rules.Engine;
using Reactor.Rules.Templates;

namespace Reactor.Reactions.Steps;

/// <summary>
/// How a step ended, as <c>steps.NAME</c> shows it: <c>{"status":"failed","error":"...","error_class":"...","exit_code":1,"stdout":"...",
/// "stderr":"...","results":[{"command":"...","return":...}],"event":{"name":"...","data":{...}},"truncated":true}</c>. Absent is what there
/// is not.
/// </summary>
/// <param name="Status">One of <see cref="StepStatus"/>'s words, or <see cref="Skipped"/> or <see cref="Held"/>.</param>
/// <param name="Error">Why it failed or was left out; null where it succeeded.</param>
/// <param name="Result">Its result; null where it was not carried out.</param>
/// <param name="Event">The expected event that came; null for none.</param>
internal sealed record StepOutcome(string Status, StepError? Error = null, StepResult? Result = null, VmEvent? Event = null)
{
    /// <summary>Left out: its <c>if</c> or its <c>only_if</c> does not hold.</summary>
    public const string Skipped = "skipped";

    /// <summary>Left out: commands to the VM are held.</summary>
    public const string Held = "held";

    private const int MaxErrorBytes = 2 * 1024;

    /// <summary>The value, within a bound; what has no room is left out or cut, and marked.</summary>
    /// <param name="maxBytes">The bound.</param>
    /// <param name="truncated">Whether something had no room.</param>
    public ReadOnlyMemory<byte> ToJson(int maxBytes, out bool truncated)
    {
        // Text can double when it is escaped, or become six times as long: texts get an eighth each, what is left is for the answers.
        var textBytes = Math.Max(16, maxBytes / 8);
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonLeaf.WriterOptions);
        truncated = false;
        writer.WriteStartObject();
        writer.WriteString("status"u8, Status);
        if (Error is { } error)
        {
            writer.WriteString("error"u8, Cut(error.Description, Math.Min(textBytes, MaxErrorBytes), ref truncated));
            writer.WriteString("error_class"u8, error.Class);
        }

        if (Result?.ExitCode is { } exitCode)
        {
            writer.WriteNumber("exit_code"u8, exitCode);
        }

        WriteText(writer, "stdout"u8, Result?.Stdout, textBytes, ref truncated);
        WriteText(writer, "stderr"u8, Result?.Stderr, textBytes, ref truncated);
        if (Event is { } @event)
        {
            WriteEvent(writer, @event, textBytes, ref truncated);
        }

        if (Result is { Results.IsEmpty: false } result)
        {
            WriteAnswers(writer, result, maxBytes, ref truncated);
        }

        if (truncated)
        {
            writer.WriteBoolean("truncated"u8, true);
        }

        writer.WriteEndObject();
        writer.Flush();
        if (buffer.WrittenCount <= maxBytes)
        {
            return buffer.WrittenMemory;
        }

        // Text that doubled when it was escaped, or more answers than there is room for their names.
        truncated = true;
        return new StepOutcome(Status, Error is null ? null : Error with { Description = BoundedText.Cut(Error.Description, 64) }).ToJson(maxBytes, out _);
    }

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? text, int maxBytes, ref bool truncated)
    {
        if (text is not null)
        {
            writer.WriteString(name, Cut(text, maxBytes, ref truncated));
        }
    }

    private static void WriteEvent(Utf8JsonWriter writer, VmEvent @event, int maxBytes, ref bool truncated)
    {
        writer.WriteStartObject("event"u8);
        writer.WriteString("name"u8, @event.Name);
        if (@event.Data.Length <= maxBytes && SeenEventJson.IsObject(@event.Data.Span))
        {
            writer.WritePropertyName("data"u8);
            writer.WriteRawValue(@event.Data.Span, skipInputValidation: true);
        }
        else
        {
            truncated = true;
        }

        writer.WriteEndObject();
    }

    private static void WriteAnswers(Utf8JsonWriter writer, StepResult result, int maxBytes, ref bool truncated)
    {
        writer.WriteStartArray("results"u8);
        foreach (var answer in result.Results)
        {
            var room = maxBytes - writer.BytesCommitted - writer.BytesPending - 512;
            writer.WriteStartObject();
            writer.WriteString("command"u8, answer.Command);
            if (answer.Error is { } error)
            {
                writer.WriteString("error"u8, Cut(error.Description, 256, ref truncated));
                writer.WriteString("error_class"u8, error.Class);
            }
            else if (answer.Return is { } returned && returned.Length <= room)
            {
                writer.WritePropertyName("return"u8);
                writer.WriteRawValue(returned.Span, skipInputValidation: true);
            }
            else
            {
                truncated = true;
                writer.WriteBoolean("truncated"u8, true);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string Cut(string text, int maxBytes, ref bool truncated)
    {
        var cut = BoundedText.Cut(text, maxBytes);
        truncated |= cut.Length != text.Length;
        return cut;
    }
}
