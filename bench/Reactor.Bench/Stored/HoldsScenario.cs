using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Store;

namespace Reactor.Bench.Stored;

/// <summary>What silences in force cost where alerts' notifications are claimed: each is asked of every one.</summary>
internal sealed class HoldsScenario : IScenario
{
    private const int Together = 64;
    private const int Each = 500;
    private const string Target = "sink";

    public string Name => "holds";

    public string Subject => "10,000 notifications of alerts that wait, claimed 64 at a time, with silences in force; the time is that of the claims alone";

    public async Task RunAsync(string[] options)
    {
        var deliveries = Array.IndexOf(options, "--deliveries") is >= 0 and var at ? int.Parse(options[at + 1], CultureInfo.InvariantCulture) : 10_000;
        Console.WriteLine($"{"silences",24}{"claimed",12}{"held",12}{"writer us",12}{"a second",12}");
        foreach (var (text, count, matcher) in new (string, int, Func<int, Matcher>)[]
        {
            ("(warming up)", 1, Other), ("none", 0, Other), ("1", 1, Other), ("100", 100, Other), ("1,000", 1000, Other), ("100 expressions", 100, Expression), ("1 that means all", 1, _ => new Matcher("rule", "noted")),
        })
        {
            await MeasureAsync(text, deliveries, [.. Enumerable.Range(0, count).Select(matcher)]);
        }
    }

    private static Matcher Other(int number) => new("vm", $"other{number}");

    private static Matcher Expression(int number) => new("vm", $"other{number}-.*", IsRegex: true);

    private static async Task MeasureAsync(string text, int deliveries, ImmutableArray<Matcher> matchers)
    {
        var folder = Directory.CreateTempSubdirectory("rb-").FullName;
        try
        {
            await using var store = await SqliteStore.OpenAsync(Path.Combine(folder, "reactor.db"), new StoreOptions());
            var now = TimeProvider.System.GetUtcNow();
            for (var first = 0; first < deliveries; first += Each)
                await store.AppendAsync([StoredAlerts.Commit(first / Each, first, Math.Min(Each, deliveries - first), Target, now)]);
            for (var number = 0; number < matchers.Length; number++)
            {
                var silence = new Silence { Id = $"s{number}", Matchers = [matchers[number]], StartsAt = now, EndsAt = now.AddHours(1), Author = "bench" };
                await store.ActAsync(new OperatorAct { Audit = [], Begins = new HoldRow(silence, now, null, null) });
            }

            var (claimed, spent, took) = (0, TimeSpan.Zero, TimeSpan.Zero);
            int got;
            do
            {
                var (writer, started) = (StoreThread.Processor(), Stopwatch.GetTimestamp());
                var some = await store.ClaimAsync(Target, Together, now);
                (spent, took) = (spent + StoreThread.Processor() - writer, took + Stopwatch.GetElapsedTime(started));
                claimed += got = some.Length;
                // What was claimed before isn't to be gone over again each time: no target has so much on its way.
                await store.CompleteAsync([.. some.Select(claim => new AttemptResult(claim.Delivery.WebhookId, claim.Attempt, AttemptOutcome.Delivered, now, TimeSpan.Zero, 200, ""))]);
            } while (got > 0);

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{text,24}{claimed,12:N0}{deliveries - claimed,12:N0}{spent.TotalMicroseconds / deliveries,12:F1}{deliveries / took.TotalSeconds,12:N0}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
