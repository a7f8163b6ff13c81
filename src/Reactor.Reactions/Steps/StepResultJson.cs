using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Reactor.Rules.Templates;

namespace Reactor.Reactions.Steps;

/// <summary>
/// The stored form of a <see cref="StepResult"/>: <c>{"v":1,"step":"s_...","status":"ok","results":[{"command":...,"return":...}],
/// "error":{"class":...,"desc":...},"exit_code":...,"stdout":...,"stderr":...,"process":...}</c>; absent members stand for null or empty.
/// </summary>
public static class StepResultJson
{
    /// <summary>The version that is written. Every version up to it is read.</summary>
    public const int Version = 1;

    /// <summary>Writes a result.</summary>
    public static ReadOnlyMemory<byte> Write(StepResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonLeaf.WriterOptions);
        WriteTo(writer, result);
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is of a newer version, or damaged.</exception>
    public static StepResult Read(ReadOnlyMemory<byte> json) => StoredJson.Read(json, Version, "A step's result", ReadFrom);

    internal static void WriteTo(Utf8JsonWriter writer, StepResult result)
    {
        writer.WriteStartObject();
        writer.WriteNumber("v"u8, Version);
        writer.WriteString("step"u8, result.Step);
        writer.WriteString("status"u8, result.Status.ToWord());
        if (!result.Results.IsEmpty)
        {
            writer.WriteStartArray("results"u8);
            foreach (var answer in result.Results)
            {
                WriteAnswer(writer, answer);
            }

            writer.WriteEndArray();
        }

        WriteError(writer, result.Error);
        if (result.ExitCode is { } exitCode)
        {
            writer.WriteNumber("exit_code"u8, exitCode);
        }

        WriteOptional(writer, "stdout"u8, result.Stdout);
        WriteOptional(writer, "stderr"u8, result.Stderr);
        WriteOptional(writer, "process"u8, result.Process);
        writer.WriteEndObject();
    }

    internal static StepResult ReadFrom(JsonElement root) => new()
    {
        Step = StoredJson.Text(root, "step"),
        Status = StepStatusWords.Parse(StoredJson.Text(root, "status")),
        Results = root.TryGetProperty("results"u8, out var results) ? [.. results.EnumerateArray().Select(ReadAnswer)] : [],
        Error = ReadError(root),
        ExitCode = root.TryGetProperty("exit_code"u8, out var exitCode) ? exitCode.GetInt32() : null,
        Stdout = StoredJson.OptionalText(root, "stdout"),
        Stderr = StoredJson.OptionalText(root, "stderr"),
        Process = StoredJson.OptionalText(root, "process"),
    };

    private static void WriteAnswer(Utf8JsonWriter writer, CommandResult answer)
    {
        writer.WriteStartObject();
        writer.WriteString("command"u8, answer.Command);
        if (answer.Return is { } returned)
        {
            writer.WritePropertyName("return"u8);
            writer.WriteRawValue(returned.Span, skipInputValidation: true);
        }

        WriteError(writer, answer.Error);
        writer.WriteEndObject();
    }

    private static CommandResult ReadAnswer(JsonElement answer) => new(
        StoredJson.Text(answer, "command"),
        answer.TryGetProperty("return"u8, out var returned) ? (ReadOnlyMemory<byte>?)JsonMarshal.GetRawUtf8Value(returned).ToArray() : null,
        ReadError(answer));

    private static void WriteError(Utf8JsonWriter writer, StepError? error)
    {
        if (error is null)
        {
            return;
        }

        writer.WriteStartObject("error"u8);
        writer.WriteString("class"u8, error.Class);
        writer.WriteString("desc"u8, error.Description);
        writer.WriteEndObject();
    }

    private static StepError? ReadError(JsonElement parent) => parent.TryGetProperty("error"u8, out var error)
        ? new StepError(StoredJson.Text(error, "class"), StoredJson.Text(error, "desc"))
        : null;

    private static void WriteOptional(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
