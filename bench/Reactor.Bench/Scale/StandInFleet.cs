using StandIn;

namespace Reactor.Bench.Scale;

/// <summary>So many monitors in as few processes as the limit of open files allows.</summary>
internal sealed class StandInFleet : IAsyncDisposable
{
    // Two descriptors each; the usual hard limit of open files is 20,000 and less in containers.
    private const int MostInOne = 5_000;

    private readonly List<StandInProcess> _processes = [];

    private StandInFleet(string folder, int count) => (Folder, Count) = (folder, count);

    public string Folder { get; }

    public int Count { get; }

    public static async Task<StandInFleet> StartAsync(string folder, int count)
    {
        var fleet = new StandInFleet(folder, count);
        for (var first = 1; first <= count; first += MostInOne)
            fleet._processes.Add(await StandInProcess.StartAsync(folder, first, Math.Min(MostInOne, count - first + 1)));
        return fleet;
    }

    public Task TellAsync(string command) => Task.WhenAll(_processes.Select(process => process.TellAsync(command)));

    /// <summary>Of all together; times are the earliest and the latest.</summary>
    public async Task<Totals> StatsAsync()
    {
        var all = await Task.WhenAll(_processes.Select(process => process.StatsAsync()));
        return new Totals
        {
            Accepted = all.Sum(t => t.Accepted), Open = all.Sum(t => t.Open), Negotiated = all.Sum(t => t.Negotiated), Asked = all.Sum(t => t.Asked),
            MostNegotiating = all.Sum(t => t.MostNegotiating), Events = all.Sum(t => t.Events), Skipped = all.Sum(t => t.Skipped),
            IsEmitting = all.Any(t => t.IsEmitting), Commands = all.Sum(t => t.Commands),
            FirstAccept = all.Min(t => t.FirstAccept), LastNegotiated = all.Max(t => t.LastNegotiated), LastAsked = all.Max(t => t.LastAsked),
        };
    }

    /// <summary>Events at a rate over all VMs; returns when they are written.</summary>
    public async Task EmitAsync(double rate, double seconds, string name)
    {
        await TellAsync(FormattableString.Invariant($"emit {rate / _processes.Count} {seconds} {name}"));
        await UntilAsync(stats => !stats.IsEmitting);
    }

    public async Task<Totals> UntilAsync(Func<Totals, bool> condition)
    {
        while (true)
        {
            var stats = await StatsAsync();
            if (condition(stats))
                return stats;
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
    }
}
