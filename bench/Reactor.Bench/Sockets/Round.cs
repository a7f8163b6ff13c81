using System.Diagnostics;
using System.Globalization;

namespace Reactor.Bench.Sockets;

/// <summary>What some events took from a reader.</summary>
/// <param name="Seen">Events it has seen of them.</param>
/// <param name="Lost">Events it has not.</param>
/// <param name="Processor">Processor time of its process.</param>
/// <param name="Passed">Time from the first written to the last seen.</param>
/// <param name="Bytes">Bytes it allocated; null where that isn't known.</param>
internal sealed record Round(long Seen, long Lost, TimeSpan Processor, TimeSpan Passed, long? Bytes)
{
    private static readonly TimeSpan s_calm = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Events in a second of processor time.</summary>
    public double PerSecondOfCore => Seen / Processor.TotalSeconds;

    /// <summary>Events in a second that passed.</summary>
    public double PerSecond => Seen / Passed.TotalSeconds;

    /// <summary>Bytes for an event.</summary>
    public double? BytesOfEach => (double?)Bytes / Seen;

    /// <summary>The share that was lost.</summary>
    public double LostShare => (double)Lost / (Seen + Lost);

    /// <summary>Gives a reader so many events, so many with each write, and waits until it has dealt with them.</summary>
    public static async Task<Round> PlayAsync(EventReader reader, string lines, long total, int together)
    {
        // Whole writes.
        var events = Math.Max(1, total / reader.Slowness / together) * together;
        var (before, processor, started) = (await reader.CountAsync(), reader.Processor(), Stopwatch.GetTimestamp());
        await reader.Monitors.TellAsync(string.Create(CultureInfo.InvariantCulture, $"spread {events} {together} {lines} {reader.Rate}"));
        while ((await reader.Monitors.StatsAsync()).IsEmitting)
            await Task.Delay(10);
        var (after, ended) = await DealtWithAsync(reader, before, events);
        var taken = reader.Processor() - processor;
        // Asked once more, to know what the answer itself takes.
        var asked = reader.Processor();
        await reader.CountAsync();
        taken -= reader.Processor() - asked;
        return new(
            after is null ? events : after.Events - before!.Events, after is null ? 0 : after.Lost - before!.Lost,
            taken, Stopwatch.GetElapsedTime(started, ended), after?.Allocated - before?.AllocatedAfter);
    }

    private static async Task<(Counting? Counted, long At)> DealtWithAsync(EventReader reader, Counting? before, long events)
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < s_patience)
        {
            await Task.Delay(reader.AskEvery);
            var (at, processor) = (Stopwatch.GetTimestamp(), reader.Processor());
            if (await reader.CountAsync() is { } counted)
            {
                if (counted.Events + counted.Lost >= before!.Events + before.Lost + events)
                    return (counted, Stopwatch.GetTimestamp());
                continue;
            }

            // It can't be asked: it is done when it does nothing any more.
            await Task.Delay(s_calm);
            if (reader.Processor() - processor < s_calm / 50)
                return (null, at);
        }

        throw new TimeoutException($"{reader.Name} has not seen {events:N0} events {s_patience} after the last was written");
    }
}
