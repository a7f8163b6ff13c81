using System.Globalization;

namespace StandIn;

/// <summary>What a daemon stored of one VM, in its order.</summary>
internal abstract record Stored
{
    /// <summary>An event.</summary>
    /// <param name="Number">Its number.</param>
    /// <param name="At">When it was taken.</param>
    public sealed record Event(long Number, DateTimeOffset At) : Stored;

    /// <summary>A gap, as rules are told of it.</summary>
    public sealed record Gap(DateTimeOffset From, DateTimeOffset To) : Stored;
}

/// <summary>
/// Compares what a VM wrote with what a daemon stored of it: each once, in order, and where some is missing between two events a gap reaches into
/// the time between them. Of what was written before the first event nobody could tell a gap: the VM was not known.
/// </summary>
internal static class CoverOracle
{
    /// <summary>What is wrong, in words; empty where nothing is.</summary>
    public static IReadOnlyList<string> Faults(IReadOnlyList<Written> written, IReadOnlyList<Stored> stored)
    {
        var faults = new List<string>();
        var gaps = stored.OfType<Stored.Gap>().ToList();
        var numbers = written.Select(w => w.Number).ToHashSet();
        Stored.Event? before = null;
        foreach (var now in stored.OfType<Stored.Event>())
        {
            if (!numbers.Contains(now.Number))
                faults.Add(Text($"event {now.Number} was heard and never written"));
            if (before is not null && now.Number <= before.Number)
                faults.Add(Text($"event {now.Number} was heard after {before.Number}"));
            else if (before is not null && written.Count(w => w.Number > before.Number && w.Number < now.Number) is var missing and > 0 && !gaps.Exists(gap => gap.From <= now.At && gap.To >= before.At))
                faults.Add(Text($"{missing} events are missing between {before.Number} ({before.At:HH:mm:ss.ffffff}) and {now.Number} ({now.At:HH:mm:ss.ffffff}), and no gap covers them; gaps: {string.Join(", ", gaps.Select(gap => Text($"{gap.From:HH:mm:ss.ffffff} to {gap.To:HH:mm:ss.ffffff}")))}"));
            before = now;
        }

        return faults;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
