using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Reactor.Reactions.Json;
using Reactor.Rules.Templates;

namespace Reactor.Reactions.Steps;

/// <summary>The stored form of a <see cref="StepRequest"/>: versioned UTF-8 JSON, absent members stand for null, false or empty.</summary>
public static class StepRequestJson
{
    /// <summary>The version that is written. Every version up to it is read.</summary>
    public const int Version = 1;

    /// <summary>Writes a request.</summary>
    public static ReadOnlyMemory<byte> Write(StepRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonLeaf.WriterOptions);
        writer.WriteStartObject();
        writer.WriteNumber("v"u8, Version);
        writer.WriteString("kind"u8, request.Kind);
        writer.WriteNumber("timeout_ms"u8, (long)request.Timeout.TotalMilliseconds);
        if (!request.Commands.IsEmpty)
        {
            WriteCommands(writer, request);
        }

        if (!request.Arguments.IsEmpty)
        {
            WriteProgram(writer, request);
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is of a newer version, or damaged.</exception>
    public static StepRequest Read(ReadOnlyMemory<byte> json) => StoredJson.Read(json, Version, "A step's request", root => new StepRequest
    {
        Kind = StoredJson.Text(root, "kind"),
        Timeout = TimeSpan.FromMilliseconds(root.GetProperty("timeout_ms"u8).GetInt64()),
        Commands = root.TryGetProperty("commands"u8, out var commands) ? [.. commands.EnumerateArray().Select(ReadCommand)] : [],
        IsQuestion = StoredJson.Flag(root, "question"),
        AllowsDestructive = StoredJson.Flag(root, "allow_destructive"),
        Process = StoredJson.OptionalText(root, "process"),
        Arguments = root.TryGetProperty("argv"u8, out var arguments) ? arguments.ReadTexts() : [],
        Environment = root.TryGetProperty("env"u8, out var environment)
            ? environment.EnumerateObject().ToImmutableSortedDictionary(e => e.Name, e => e.Value.GetString() ?? "", StringComparer.Ordinal)
            : ImmutableSortedDictionary<string, string>.Empty,
        Directory = StoredJson.OptionalText(root, "cwd"),
        User = StoredJson.OptionalText(root, "user"),
        Stdin = root.TryGetProperty("stdin"u8, out var stdin) ? JsonMarshal.GetRawUtf8Value(stdin).ToArray() : default(ReadOnlyMemory<byte>),
        Cut = root.TryGetProperty("cut"u8, out var cut) ? cut.ReadTexts() : [],
    });

    private static void WriteCommands(Utf8JsonWriter writer, StepRequest request)
    {
        writer.WriteStartArray("commands"u8);
        foreach (var command in request.Commands)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, command.Name);
            if (command.Arguments is { } arguments)
            {
                writer.WritePropertyName("arguments"u8);
                writer.WriteRawValue(arguments.Span, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (request.IsQuestion)
        {
            writer.WriteBoolean("question"u8, true);
        }

        if (request.AllowsDestructive)
        {
            writer.WriteBoolean("allow_destructive"u8, true);
        }

        if (request.Process is { } process)
        {
            writer.WriteString("process"u8, process);
        }
    }

    private static void WriteProgram(Utf8JsonWriter writer, StepRequest request)
    {
        writer.WriteTexts("argv"u8, request.Arguments);
        if (!request.Environment.IsEmpty)
        {
            writer.WriteStartObject("env"u8);
            foreach (var (name, value) in request.Environment)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        if (request.Directory is { } directory)
        {
            writer.WriteString("cwd"u8, directory);
        }

        if (request.User is { } user)
        {
            writer.WriteString("user"u8, user);
        }

        if (!request.Stdin.IsEmpty)
        {
            writer.WritePropertyName("stdin"u8);
            writer.WriteRawValue(request.Stdin.Span, skipInputValidation: true);
        }

        if (!request.Cut.IsEmpty)
        {
            writer.WriteTexts("cut"u8, request.Cut);
        }
    }

    private static StepCommand ReadCommand(JsonElement command) => new(
        StoredJson.Text(command, "name"),
        command.TryGetProperty("arguments"u8, out var arguments) ? (ReadOnlyMemory<byte>?)JsonMarshal.GetRawUtf8Value(arguments).ToArray() : null);
}
