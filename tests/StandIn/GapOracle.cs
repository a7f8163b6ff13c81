using System.Globalization;

namespace StandIn;

/// <summary>What Reactor made of what a VM said, in its order.</summary>
internal abstract record Heard
{
    /// <summary>An event.</summary>
    public sealed record Event(long Number) : Heard;

    /// <summary>From here on the VM is not heard: what it says may be lost, until <see cref="Restored"/>.</summary>
    public sealed record Lost : Heard;

    /// <summary>From here on it is heard.</summary>
    public sealed record Restored : Heard;

    /// <summary>Some of what it said on one connection did not fit. Told no later than what came after them.</summary>
    public sealed record Missed : Heard;

    /// <summary>A gap, as rules are told of it.</summary>
    /// <param name="IsOverflow">Whether it is of what did not fit, within a while after that; else of what was said while nobody listened, before <see cref="Restored"/>.</param>
    public sealed record Gap(bool IsOverflow) : Heard;
}

/// <summary>Compares what a VM wrote with what was heard of it: each once, in order, and what is missing is covered by a gap.</summary>
internal static class GapOracle
{
    /// <summary>What is wrong, in words; empty where nothing is.</summary>
    public static IReadOnlyList<string> Faults(IReadOnlyList<Written> written, IReadOnlyList<Heard> heard)
    {
        var connections = written.ToDictionary(w => w.Number, w => w.Connection);
        var faults = new List<string>();
        long before = 0;
        var (isDown, hasGap, missed, missedUsed) = (true, true, 0, 0);
        var (untoldLoss, untoldOverflow) = (false, false);
        foreach (var item in heard)
        {
            switch (item)
            {
                case Heard.Lost:
                    isDown = hasGap = untoldLoss = true;
                    break;
                case Heard.Restored:
                    // The gap is of what was written up to the next event.
                    isDown = false;
                    if (untoldLoss)
                        faults.Add(Text($"it is heard again after {before}, and no gap was told"));
                    untoldLoss = false;
                    break;
                case Heard.Missed:
                    missed++;
                    untoldOverflow = true;
                    break;
                case Heard.Gap { IsOverflow: true }:
                    untoldOverflow = false;
                    break;
                case Heard.Gap:
                    untoldLoss = false;
                    break;
                case Heard.Event(var number) when number <= before:
                    faults.Add(Text($"event {number} was heard after {before}"));
                    break;
                case Heard.Event(var number):
                    var missing = written.Where(w => w.Number > before && w.Number < number).ToList();
                    // An overflow belongs to one connection; anything else that is missing lies at the end of one.
                    if (missing.Count > 0 && missing.All(w => w.Connection == connections.GetValueOrDefault(number)) && missedUsed < missed)
                        missedUsed++;
                    else if (missing.Count > 0 && !hasGap)
                        faults.Add(Text($"{missing.Count} events from {missing[0]} on are missing between {before} and {number}, and nothing says so"));
                    before = number;
                    hasGap = isDown;
                    break;
            }
        }

        if (untoldOverflow)
            faults.Add("what did not fit was never told as a gap");
        return faults;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
