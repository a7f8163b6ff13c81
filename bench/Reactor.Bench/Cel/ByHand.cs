using System.Text.Json;
using Reactor.Rules.Engine;

namespace Reactor.Bench.Cel;

/// <summary>The conditions as somebody would write them in C#: one pass over the event, nothing built.</summary>
internal static class ByHand
{
    public static bool BlockIoError(ReadOnlyMemory<byte> data, VmView vm)
    {
        bool isStop = false, isWrite = false;
        var reader = new Utf8JsonReader(data.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("action"u8))
            {
                reader.Read();
                isStop = reader.ValueTextEquals("stop"u8);
            }
            else if (reader.ValueTextEquals("operation"u8))
            {
                reader.Read();
                isWrite = reader.ValueTextEquals("write"u8);
            }
            else
            {
                reader.Skip();
            }
        }

        return isStop && isWrite && IsProduction(vm);
    }

    public static bool GuestPanicked(ReadOnlyMemory<byte> data, VmView vm)
    {
        var reader = new Utf8JsonReader(data.Span);
        return EntersInfo(ref reader) && IsHyperV(ref reader) && IsProduction(vm);
    }

    public static bool AcpiDeviceOst(ReadOnlyMemory<byte> data, VmView vm)
    {
        var reader = new Utf8JsonReader(data.Span);
        if (!EntersInfo(ref reader))
            return false;
        long status = 0, source = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("status"u8))
            {
                reader.Read();
                status = reader.GetInt64();
            }
            else if (reader.ValueTextEquals("source"u8))
            {
                reader.Read();
                source = reader.GetInt64();
            }
            else
            {
                reader.Skip();
            }
        }

        return status != 0 && source == 3 && IsProduction(vm);
    }

    private static bool EntersInfo(ref Utf8JsonReader reader)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isInfo = reader.ValueTextEquals("info"u8);
            reader.Read();
            if (isInfo)
                return reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
        }

        return false;
    }

    private static bool IsHyperV(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            reader.Read();
            if (isType)
                return reader.ValueTextEquals("hyper-v"u8);
            reader.Skip();
        }

        return false;
    }

    private static bool IsProduction(VmView vm) => vm.Labels.TryGetValue("env", out var env) && env == "prod";
}
