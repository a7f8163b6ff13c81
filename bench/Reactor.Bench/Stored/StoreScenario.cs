using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Reactor.Bench.Scale;
using Reactor.Reactions.Commits;
using Reactor.Store;

namespace Reactor.Bench.Stored;

/// <summary>What the store alone takes for a delivery that is written, handed over and completed, as the store grows.</summary>
internal sealed class StoreScenario : IScenario
{
    private const int Group = 512;
    private const int Parts = 5;
    private const string Target = "sink";

    public string Name => "store";

    public string Subject => "a delivery with its event and firing, written durably, handed over and completed: the store alone, in groups of 512 of 64 VMs, as it grows; with --waiting none is handed over, all are claimed";

    public async Task RunAsync(string[] options)
    {
        var groups = (Array.IndexOf(options, "--deliveries") is >= 0 and var at ? int.Parse(options[at + 1], CultureInfo.InvariantCulture) : 200_000) / Group / Parts;
        var isHandedOver = !options.Contains("--waiting");
        var folder = Directory.CreateTempSubdirectory("rb-").FullName;
        try
        {
            await using var store = await SqliteStore.OpenAsync(Path.Combine(folder, "reactor.db"), new StoreOptions());
            var room = new ClaimRoom();
            Console.WriteLine($"{"deliveries",12}{"writer us",12}{"process us",12}{"written KB",12}{"a second",12}");
            var (group, open) = (0, ImmutableArray<ClaimedDelivery>.Empty);
            for (var part = 0; part < Parts; part++)
            {
                var (writer, process, written, started) = (StoreThread.Processor(), new ProcessUsage(Environment.ProcessId).Processor(), StoreThread.Written(), Stopwatch.GetTimestamp());
                for (var i = 0; i < groups; i++)
                    open = await GroupAsync(store, group++, open, isHandedOver ? room : null);
                double count = groups * Group;
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{group * Group,12:N0}{(StoreThread.Processor() - writer).TotalMicroseconds / count,12:F1}{(new ProcessUsage(Environment.ProcessId).Processor() - process).TotalMicroseconds / count,12:F1}{(StoreThread.Written() - written) / 1024 / count,12:F1}{count / Stopwatch.GetElapsedTime(started).TotalSeconds,12:N0}"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Writes a group, and with it what came of the one before.</summary>
    private static async Task<ImmutableArray<ClaimedDelivery>> GroupAsync(SqliteStore store, int group, ImmutableArray<ClaimedDelivery> open, ClaimRoom? room)
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (var _ in open)
            room?.Receive();
        room?.Offer(2 * Group);
        if (group == 0 && room is not null)
            await store.ClaimAsync(Target, 1, now, room: room);
        var written = store.AppendAsync(StoredCommits.Group(group, Group, Target, now));
        var ended = store.CompleteAsync([.. open.Select(claim => new AttemptResult(
            claim.Delivery.WebhookId, claim.Attempt, AttemptOutcome.Delivered, now, TimeSpan.FromMilliseconds(1), 200, "200 OK"))]);
        var appended = await written;
        await ended;
        var claimed = room is null ? await store.ClaimAsync(Target, 1000, now.AddSeconds(1)) : appended.Claimed;
        return claimed.Length == Group ? claimed : throw new InvalidOperationException($"{claimed.Length} of {Group} deliveries can be tried.");
    }
}
