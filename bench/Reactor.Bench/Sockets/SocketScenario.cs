using System.Globalization;

namespace Reactor.Bench.Sockets;

/// <summary>Events from sockets to rules that none of them matches, as fast as they are taken.</summary>
internal sealed class SocketScenario : IScenario
{
    private const long EventsOfRound = 400_000;
    private const int Rounds = 7;

    // What the daemon's bucket of a name of a VM's events holds at once, with some room.
    private const long MostOfName = 4_500;

    // Until code is compiled for good and buckets are full again.
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(5);

    private static readonly int[] s_rules = [WireEvents.FewestRules, 100, 1_000];

    private bool _isQuick;

    public string Name => "socket";

    public string Subject => "events that no rule matches, from sockets to rules, all readers beside each other in turn; per second of processor time of the reader's process";

    public bool HasQuick => true;

    public async Task RunAsync(string[] options)
    {
        _isQuick = options.Contains("--quick");
        Console.WriteLine("bare loop: reads, finds lines, goes over each one's JSON. inline: Reactor's reader and engine in one process, without actors and store.");
        Console.WriteLine("daemon: the whole, up to the engine's having seen the event; at the highest rate tried at which it lost none in a thousand.");
        foreach (var sockets in _isQuick ? [64] : (int[])[64, 1_000, 1])
        {
            await using var field = new Field(sockets);
            await field.AddBareAsync();
            foreach (var rules in _isQuick ? [100] : s_rules)
                await field.AddInlineAsync(rules);
            foreach (var rules in _isQuick ? [100] : s_rules)
                await field.AddDaemonAsync(rules);
            if (sockets == 64 && !_isQuick)
                await AddPeersAsync(field);
            foreach (var together in (int[])[16, 1])
                await MeasureAsync(field, together);
        }

        Console.WriteLine();
        Console.WriteLine("target: inline, 100 rules, 64 sockets, 16 together: 0.5 of the bare loop, and 20 times Python's; one event with each write at 64 and 1,000 sockets: 0.75 of the bare loop;");
        Console.WriteLine("1,000 rules at most 1.5 times the cost of 10; nothing allocated.");
    }

    private static async Task AddPeersAsync(Field field)
    {
        if (Installed.Has("python3"))
            await field.AddPythonAsync(100);
        else
            Console.WriteLine("without the Python client: there is no python3 here.");
        if (Installed.Has("socat") && Installed.Has("jq"))
            await field.AddShellAsync();
        else
            Console.WriteLine("without socat | jq: not both are here.");
    }

    private async Task MeasureAsync(Field field, int together)
    {
        var total = (_isQuick ? EventsOfRound / 4 : EventsOfRound) / (together == 1 ? 2 : 1);
        foreach (var reader in field.Readers)
            await WarmUpAsync(field, reader, total, together);

        var rounds = field.Readers.ToDictionary(reader => reader, _ => new List<Round>());
        for (var round = 0; round < (_isQuick ? 3 : Rounds); round++)
        {
            foreach (var reader in field.Readers)
                rounds[reader].Add(await Round.PlayAsync(reader, field.EventLines, Of(field, reader, total), together));
        }

        Console.WriteLine();
        Console.WriteLine($"{field.Sockets:N0} {(field.Sockets == 1 ? "socket" : "sockets")}, {together} together");
        Console.WriteLine($"{"",-34}{"events/s of a core",20}{"best",12}{"x bare",9}{"events/s passed",18}{"bytes each",12}{"lost %",9}");
        var bare = rounds[field.Readers[0]];
        foreach (var (reader, of) in rounds)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{reader.Name,-34}{Median(of.Select(r => r.PerSecondOfCore)),20:N0}{of.Max(r => r.PerSecondOfCore),12:N0}{Median(of.Zip(bare, (r, b) => r.PerSecondOfCore / b.PerSecondOfCore)),9:F3}{Median(of.Select(r => r.PerSecond)),18:N0}{Bytes(of),12}{100 * Median(of.Select(r => r.LostShare)),9:F2}"));
        }
    }

    private static async Task WarmUpAsync(Field field, EventReader reader, long total, int together)
    {
        reader.Rate = 0;
        await Round.PlayAsync(reader, field.EventLines, Of(field, reader, total), together);
        var round = await Round.PlayAsync(reader, field.EventLines, Of(field, reader, total), together);
        // Of a flood what doesn't fit is lost by design, and costs less than what is taken: so much is given that nearly all is taken.
        for (reader.Rate = round.PerSecondOfCore; round.LostShare > 0.001; reader.Rate *= 0.7)
        {
            await Task.Delay(field.Sockets == 1 ? s_rest : TimeSpan.Zero);
            round = await Round.PlayAsync(reader, field.EventLines, Of(field, reader, total), together);
        }

        if (reader is not DaemonReader)
            reader.Rate = 0;
    }

    // A daemon takes so many of one VM at once.
    private static long Of(Field field, EventReader reader, long total) =>
        reader is DaemonReader ? Math.Min(total, field.Sockets * WireEvents.Names * MostOfName) : total;

    private static string Bytes(List<Round> rounds) => rounds[0].BytesOfEach is null ? "" : Median(rounds.Select(r => r.BytesOfEach!.Value)).ToString("N1", CultureInfo.InvariantCulture);

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
