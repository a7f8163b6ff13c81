using System.Text.Json;
using Reactor.Rules.Engine;

namespace Reactor.Bench.Patterns;

/// <summary>An event as a list of what came remembers it.</summary>
internal readonly record struct Came(string Vm, string Device, string Operation, string Reason, DateTimeOffset At)
{
    public bool IsOfKey(in Came other) => Device == other.Device && Vm == other.Vm;
}

/// <summary>What a pattern looks for in the list when an event came; a number.</summary>
/// <param name="list">All that came, in no order.</param>
/// <param name="mine">What came now; it is in the list.</param>
/// <param name="since">The beginning of the window.</param>
internal delegate int NaiveLook(ReadOnlySpan<Came> list, in Came mine, DateTimeOffset since);

/// <summary>Patterns as they are first written: a list of what came, gone over at each event. Of no more events than there are keys.</summary>
internal sealed class Naive(int keys, NaiveLook look)
{
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(30);

    private readonly Came[] _came = new Came[keys];
    private int _next;

    /// <summary>Takes an event in, and looks.</summary>
    public int Take(SeenEvent seen)
    {
        var mine = Remember(seen);
        return look(_came, mine, seen.At - s_window);
    }

    /// <summary>Takes an event in.</summary>
    public Came Remember(SeenEvent seen)
    {
        var mine = Read(seen);
        _came[_next] = mine;
        _next = (_next + 1) % keys;
        return mine;
    }

    /// <summary>How many of the key there are in the window: a count, a limit.</summary>
    public static int Count(ReadOnlySpan<Came> list, in Came mine, DateTimeOffset since)
    {
        var count = 0;
        foreach (ref readonly var other in list)
            count += other.At >= since && other.IsOfKey(mine) ? 1 : 0;
        return count;
    }

    /// <summary>How many reasons of the key there are in the window.</summary>
    public static int Distinct(ReadOnlySpan<Came> list, in Came mine, DateTimeOffset since)
    {
        var reasons = new HashSet<string>(StringComparer.Ordinal);
        foreach (ref readonly var other in list)
        {
            if (other.At >= since && other.IsOfKey(mine))
                reasons.Add(other.Reason);
        }

        return reasons.Count;
    }

    /// <summary>Whether there is another operation of the key in the window: a sequence, all of several.</summary>
    public static int Other(ReadOnlySpan<Came> list, in Came mine, DateTimeOffset since)
    {
        foreach (ref readonly var other in list)
        {
            if (other.At >= since && other.Operation != mine.Operation && other.IsOfKey(mine))
                return 1;
        }

        return 0;
    }

    /// <summary>How many are due, of any key: an absence, a settling, a state that lasts.</summary>
    public static int Due(ReadOnlySpan<Came> list, in Came mine, DateTimeOffset since)
    {
        var due = 0;
        foreach (ref readonly var other in list)
            due += other.At < since || other.IsOfKey(mine) ? 1 : 0;
        return due;
    }

    private static Came Read(SeenEvent seen)
    {
        var (device, operation, reason) = ("", "", "");
        var reader = new Utf8JsonReader(seen.Event.Data.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isDevice, isOperation, isReason) = (reader.ValueTextEquals("device"u8), reader.ValueTextEquals("operation"u8), reader.ValueTextEquals("reason"u8));
            reader.Read();
            if (isDevice)
                device = reader.GetString()!;
            else if (isOperation)
                operation = reader.GetString()!;
            else if (isReason)
                reason = reader.GetString()!;
            else
                reader.Skip();
        }

        return new(seen.Vm.Id, device, operation, reason, seen.At);
    }
}
