using System.Text.Json;
using Reactor.Rules.Engine;

namespace Reactor.Bench.Patterns;

/// <summary>A windowed count as it is first written: a list of what came, gone over at each event. Of no more events than there are keys.</summary>
internal sealed class NaiveCount(int keys)
{
    private readonly (string Vm, string Device, DateTimeOffset At)[] _came = new (string, string, DateTimeOffset)[keys];
    private int _next;

    /// <summary>How many of its key came in the window, itself included.</summary>
    public int Take(SeenEvent seen)
    {
        var (device, isStop) = Read(seen.Event.Data.Span);
        if (!isStop)
            return 0;
        _came[_next] = (seen.Vm.Id, device, seen.At);
        _next = (_next + 1) % keys;
        var since = seen.At.AddMinutes(-30);
        var count = 0;
        foreach (var (vm, other, at) in _came)
        {
            if (at >= since && vm == seen.Vm.Id && other == device)
                count++;
        }

        return count;
    }

    private static (string Device, bool IsStop) Read(ReadOnlySpan<byte> data)
    {
        var (device, isStop) = ("", false);
        var reader = new Utf8JsonReader(data);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isDevice, isAction) = (reader.ValueTextEquals("device"u8), reader.ValueTextEquals("action"u8));
            reader.Read();
            if (isDevice)
                device = reader.GetString()!;
            else if (isAction)
                isStop = reader.ValueTextEquals("stop"u8);
            else
                reader.Skip();
        }

        return (device, isStop);
    }
}
