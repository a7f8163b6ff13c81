using System.Buffers;
using System.Text;
using System.Text.Json;
using Reactor.Cel;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Model;
using Reactor.Rules.Templates;

namespace Reactor.Reactions.Actions;

/// <summary>
/// <c>record</c>: a row of typed fields. A field that fails is null. The VM is part of every key, as it is of a rule's: slot 0 of two VMs
/// is two rows (a fleet rule's are told apart by the named fields alone). A row whose key holds a null is appended instead of updating one: rows that can't be told apart must not become one.
/// </summary>
internal sealed class RecordReaction(PartitionTally tally, Notices notices, PartitionOptions options)
{
    public void Run(FiringContext context, RecordAction action)
    {
        var values = Values(context, action);
        var fields = Json(writer => WriteFields(writer, action, values));
        var key = action.Key.IsEmpty || action.Key.Any(name => values[name].IsNull) ? null : Json(writer => WriteKey(writer, context.VmId, action, values));
        var size = fields.WrittenCount + (key?.WrittenCount ?? 0);
        if (size > options.MaxRecordBytes)
        {
            tally.RecordsRefused++;
            notices.Add(
                context.Commit,
                context.Firing.Vm,
                context.Now,
                $"{context.Rule.Name}: a row for the table {action.Table} has {size} bytes, and {options.MaxRecordBytes} are allowed; it is not recorded. Record less of the event's data.");
            return;
        }

        context.Commit.Add(new RecordRow(
            action.Table,
            key is null ? null : Text(key),
            context.Firing.Vm.Id,
            context.Firing.Vm.Name,
            context.Now,
            context.Firing.Event.Id,
            context.Firing.Id,
            Text(fields)));
    }

    /// <summary>The fields' values; null where one fails.</summary>
    public static Dictionary<string, CelValue> Values(FiringContext context, RecordAction action)
    {
        var values = new Dictionary<string, CelValue>(StringComparer.Ordinal);
        var errors = 0;
        foreach (var field in action.Fields)
        {
            var value = field.Program.Evaluate(context.Activation);
            errors += value.IsError ? 1 : 0;
            values[field.Name] = value.IsError ? CelValue.Null : value;
        }

        context.CountErrors(errors);
        return values;
    }

    private static void WriteFields(Utf8JsonWriter writer, RecordAction action, Dictionary<string, CelValue> values)
    {
        writer.WriteStartObject();
        foreach (var field in action.Fields)
        {
            writer.WritePropertyName(field.Name);
            JsonLeaf.Write(writer, values[field.Name]);
        }

        writer.WriteEndObject();
    }

    private static void WriteKey(Utf8JsonWriter writer, string vmId, RecordAction action, Dictionary<string, CelValue> values)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(vmId);
        foreach (var name in action.Key)
        {
            JsonLeaf.Write(writer, values[name]);
        }

        writer.WriteEndArray();
    }

    private static ArrayBufferWriter<byte> Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonLeaf.WriterOptions);
        write(writer);
        writer.Flush();
        return buffer;
    }

    private static string Text(ArrayBufferWriter<byte> json) => Encoding.UTF8.GetString(json.WrittenSpan);
}
