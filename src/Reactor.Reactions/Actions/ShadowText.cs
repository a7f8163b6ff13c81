using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Json;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Payloads;
using Reactor.Rules.Model;
using Reactor.Rules.Templates;

namespace Reactor.Reactions.Actions;

/// <summary>
/// What a rule in shadow would have done, rendered: <c>{"v":1,"actions":[{"action":PATH,"kind":KIND,...}]}</c>. An action whose <c>if</c> says no
/// says <c>"skipped":true</c>; one that has no room any more <c>"omitted":true</c>. Nothing of it is carried out.
/// </summary>
internal sealed class ShadowText(AlertReaction alerts, AlertRouter router, DeliveryBody body, PartitionOptions options)
{
    private const int Version = 1;

    public ReadOnlyMemory<byte> Write(FiringContext context)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonLeaf.WriterOptions);
        writer.WriteStartObject();
        writer.WriteNumber("v"u8, Version);
        writer.WriteStartArray("actions"u8);
        foreach (var action in context.Rule.Then)
        {
            var piece = Piece(context, action);
            if (writer.BytesCommitted + writer.BytesPending + piece.WrittenCount > options.MaxShadowBytes)
            {
                piece = Object(action, static w => w.WriteBoolean("omitted"u8, true));
            }

            writer.WriteRawValue(piece.WrittenSpan, skipInputValidation: true);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private ArrayBufferWriter<byte> Piece(FiringContext context, RuleAction action) => Object(action, writer =>
    {
        if (!ActionCondition.Holds(context, action))
        {
            writer.WriteBoolean("skipped"u8, true);
            return;
        }

        switch (action)
        {
            case AlertAction alert: WriteAlert(writer, context, alert); break;
            case SendAction send:
                writer.WriteString("to"u8, send.To);
                WriteBody(writer, body.Render(context, send));
                break;
            case WebhookAction webhook: WriteWebhook(writer, context, webhook); break;
            case RecordAction record: WriteRecord(writer, context, record); break;
            case SetFactAction set:
                writer.WriteString("fact"u8, set.Fact);
                writer.WriteString("value"u8, context.Render(set.Value, options.MaxLabelBytes));
                break;
            case ClearFactAction clear: writer.WriteString("fact"u8, clear.Fact); break;
            case LogAction log: writer.WriteString("message"u8, context.Render(log.Message, options.MaxLogBytes)); break;
            case GatherAction gather: WriteCommands(writer, context, gather.Commands); break;
            case QmpAction qmp: WriteCommands(writer, context, qmp.Run); break;
            case ExecAction exec: WriteProgram(writer, context, exec); break;
            default: throw new InvalidOperationException($"No rendering is defined for the action {action.GetType().Name}.");
        }
    });

    private static ArrayBufferWriter<byte> Object(RuleAction action, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonLeaf.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("action"u8, action.Path);
        writer.WriteString("kind"u8, action.Kind);
        write(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer;
    }

    private void WriteAlert(Utf8JsonWriter writer, FiringContext context, AlertAction action)
    {
        writer.WriteString("id"u8, action.Id);
        var severity = (action.Severity ?? context.Rule.Severity).ToWord();
        writer.WriteString("severity"u8, severity);
        writer.WriteString("summary"u8, context.Render(action.Summary, options.MaxSummaryBytes));
        if (action.Description is not null)
        {
            writer.WriteString("description"u8, context.Render(action.Description, options.MaxDescriptionBytes));
        }

        var labels = alerts.LabelsOf(context, action);
        WriteMap(writer, "labels", labels);
        writer.WriteTexts("to"u8, router.Targets(context, action.To, action.Id, severity, labels));
    }

    private void WriteWebhook(Utf8JsonWriter writer, FiringContext context, WebhookAction action)
    {
        var request = WebhookReaction.Request(context, action);
        writer.WriteString("method"u8, request.Method);
        writer.WriteString("url"u8, request.Url);
        WriteMap(writer, "headers", request.Headers);
        WriteBody(writer, body.Render(context, action));
    }

    private static void WriteRecord(Utf8JsonWriter writer, FiringContext context, RecordAction action)
    {
        var values = RecordReaction.Values(context, action);
        writer.WriteString("table"u8, action.Table);
        writer.WriteTexts("key"u8, action.Key);
        writer.WriteStartObject("fields"u8);
        foreach (var field in action.Fields)
        {
            writer.WritePropertyName(field.Name);
            JsonLeaf.Write(writer, values[field.Name]);
        }

        writer.WriteEndObject();
    }

    private static void WriteCommands(Utf8JsonWriter writer, FiringContext context, ImmutableArray<QmpCommand> commands)
    {
        writer.WriteStartArray("commands"u8);
        foreach (var command in commands)
        {
            writer.WriteStartObject();
            writer.WriteString("command"u8, command.Name);
            if (command.Arguments is { } arguments)
            {
                writer.WritePropertyName("arguments"u8);
                arguments.WriteTo(writer, context.Activation);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteProgram(Utf8JsonWriter writer, FiringContext context, ExecAction action)
    {
        writer.WriteTexts("command"u8, action.Command.Select(argument => context.Render(argument, options.MaxLogBytes)));
        WriteMap(writer, "env", action.Environment.Select(e => KeyValuePair.Create(e.Key, context.Render(e.Value, options.MaxLogBytes))));
    }

    private static void WriteBody(Utf8JsonWriter writer, RenderedBody rendered)
    {
        writer.WriteString("content_type"u8, rendered.ContentType);
        writer.WritePropertyName("body"u8);
        if (rendered.ContentType == RenderedBody.JsonType)
        {
            writer.WriteRawValue(rendered.Bytes.Span, skipInputValidation: true);
        }
        else
        {
            writer.WriteStringValue(Encoding.UTF8.GetString(rendered.Bytes.Span));
        }
    }

    private static void WriteMap(Utf8JsonWriter writer, string name, IEnumerable<KeyValuePair<string, string>> map)
    {
        writer.WriteStartObject(name);
        foreach (var (key, value) in map)
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }
}
