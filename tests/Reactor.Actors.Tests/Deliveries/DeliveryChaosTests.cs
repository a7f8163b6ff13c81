using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Deliveries;
using Reactor.Actors.Secrets;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Reactions.Commits;
using Reactor.Rules.Configuration;
using Reactor.Store;
using Reactor.Store.Reading;

namespace Reactor.Actors.Tests.Deliveries;

/// <summary>
/// Everything at once, at random, with the real store: targets that fail, refuse, ask never to be called again, are called again, taken away and put back;
/// a store that is away for a while; restarts; retries by hand. Whatever happened, in the end nothing waits, and the last that a target took of an alert,
/// or of a group, is the last that it took of it at all; without retries by hand also over all openings of an alert.
/// </summary>
public sealed class DeliveryChaosTests : VirtualTimeKit
{
    private const int Steps = 400;

    private static readonly int[] s_answers = [200, 200, 200, 500, 503, 400, 410];

    private readonly TempFolder _folder = new();
    private readonly ConcurrentQueue<(string Target, string Id)> _taken = new();
    private readonly Dictionary<string, (DeliveryRow Row, int Number)> _rows = [];
    private readonly EngineClock _clock;
    private readonly RuntimeStatusBoard _board;
    private ImmutableSortedDictionary<string, TargetConfiguration> _configured = Both;
    private SqliteStore _store = null!;
    private IActorRef _supervisor = ActorRefs.Nobody;
    private Random _answers = new();
    private bool _isWell;
    private long _sequence;
    private int _orders;

    public DeliveryChaosTests()
    {
        _clock = new EngineClock(Time, null);
        _board = new RuntimeStatusBoard(_clock);
    }

    private static ImmutableSortedDictionary<string, TargetConfiguration> Both { get; } =
        new[] { Target("oncall", isOrdered: false), Target("team", isOrdered: true) }.ToImmutableSortedDictionary(target => target.Name, target => target);

    private string StorePath => _folder.File("reactor.db");

    [Theory]
    [InlineData(1, false, true)]
    [InlineData(2, false, true)]
    [InlineData(3, false, false)]
    [InlineData(4, true, true)]
    [InlineData(5, true, true)]
    [InlineData(6, true, false)]
    public async Task Whatever_happens_nothing_is_left_and_the_last_that_is_taken_is_the_latest_news(int seed, bool restarts, bool byHand)
    {
        var random = new Random(seed);
        _answers = new Random(seed);
        await BeginAsync();
        for (var step = 0; step < Steps; step++)
        {
            await DoAsync(random, restarts, byHand);
            // Some follow at once, some when the others have had their effect.
            if (random.Next(4) == 0)
                Advance(TimeSpan.FromSeconds(random.Next(60)));
            if (random.Next(3) == 0)
                await Task.Yield();
        }

        _isWell = true;
        Configure(Both);
        await EmptiedAsync();
        if (!byHand)
            AssertLatest(row => row.Series);
        while (await RetryAsync("oncall") + await RetryAsync("team") > 0)
            await EmptiedAsync();

        Assert.NotEmpty(_taken);
        AssertLatest(row => row.Group ?? row.FiringId);
        if (!restarts)
            Assert.Distinct(_taken);
        await EndAsync();
        _folder.Dispose();
    }

    private void AssertLatest(Func<DeliveryRow, string?> of) => Assert.All(
        _taken.Select(taken => (taken.Target, _rows[taken.Id].Row, _rows[taken.Id].Number)).Where(taken => of(taken.Row) is not null).GroupBy(taken => (taken.Target, of(taken.Row))),
        told => Assert.Equal(told.Max(taken => taken.Number), told.Last().Number));

    private async Task DoAsync(Random random, bool restarts, bool byHand)
    {
        var target = random.Next(2) == 0 ? "oncall" : "team";
        switch (random.Next(16))
        {
            case 0: Enable(target); break;
            case 1: Configure(Both.Remove(target)); break;
            case 2 or 3: Configure(Both); break;
            case 4 when byHand: await RetryAsync(target); break;
            case 5 when restarts:
                await EndAsync();
                await BeginAsync();
                break;
            case 6:
                File.Move(StorePath, StorePath + ".away");
                Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
                File.Move(StorePath + ".away", StorePath);
                break;
            default: await AppendAsync(random, target); break;
        }
    }

    /// <summary>A new alert, or what tells on of one, or of a group.</summary>
    private async Task AppendAsync(Random random, string target)
    {
        var number = _rows.Count;
        var row = Samples.Delivery($"msg_{number}", target) with { FiringId = $"f_{number}", ActionPath = "then[0].alert", VmName = $"vm{random.Next(3)}", Series = $"s_{random.Next(4)}", CreatedAt = _clock.Now };
        if (random.Next(4) == 0)
            row = row with { Group = $"g_{random.Next(2)}", Series = null, ActionPath = "group" };
        else if (random.Next(2) == 0 && _rows.Values.LastOrDefault(told => told.Row.Target == target && told.Row is { Group: null, Kind: "firing" }) is { Row: { } opened })
            row = row with { FiringId = opened.FiringId, VmName = opened.VmName, Series = opened.Series, Kind = random.Next(2) == 0 ? "resolved" : "repeat" };
        _rows.Add(row.WebhookId, (row, number));
        var appended = await _store.AppendAsync([Samples.Commit(++_sequence, 0, row)]);
        _supervisor.Tell(new DeliverySupervisor.DeliveriesWritten(appended.Waiting) { Claimed = appended.Claimed });
    }

    private async Task<int> RetryAsync(string target)
    {
        var revived = await _store.ReviveAsync(new DeadLetterFilter { Target = target }, 9, _clock.Now, Samples.Audit() with { Id = $"op_{++_orders}" });
        _supervisor.Tell(new DeliverySupervisor.DeliveriesWritten(revived.Targets));
        return revived.Count;
    }

    private void Enable(string target) => _supervisor.Tell(new DeliverySupervisor.Enable(target), Sys.DeadLetters);

    private void Configure(ImmutableSortedDictionary<string, TargetConfiguration> targets) => _supervisor.Tell(new DeliverySupervisor.Configure(_configured = targets));

    /// <summary>Until nothing waits in the store, nor is kept back.</summary>
    private Task EmptiedAsync() => AwaitConditionAsync(
        async () =>
        {
            // An answer that asks for the contrary may be on its way still.
            foreach (var name in Both.Keys)
                Enable(name);
            Advance(TimeSpan.FromSeconds(10));
            return (await _store.DisabledTargetsAsync()).IsEmpty && StoreReader.Open(StorePath).Deliveries(new DeliveryFilter { State = "pending", Limit = 1 }).Count == 0;
        },
        Guard.Limit, TimeSpan.FromMilliseconds(5));

    private async Task BeginAsync()
    {
        _store = await SqliteStore.OpenAsync(StorePath, new StoreOptions { Synchronous = StoreSynchronous.Normal });
        // As a start does.
        foreach (var target in await _store.DisabledTargetsAsync())
            await _store.SetTargetDisabledAsync(target.Name, null, _clock.Now);
        var secrets = new SecretResolver(ImmutableSortedDictionary<string, SecretSource>.Empty, _ => null);
        var sender = new AnsweringSender(Answer);
        var services = new TargetServices(_store, new DeliveryAttempt(new WebhookRequestFactory(secrets, "0.1.0"), sender), _clock, Time, _ => { }, _board, Logs);
        var configured = _configured;
        _supervisor = Sys.ActorOf(Props.Create(() => new DeliverySupervisor(configured, services, new Random(1))));
    }

    // At once, as a daemon that is killed.
    private async Task EndAsync()
    {
        await _supervisor.GracefulStop(Guard.Limit);
        await _store.DisposeAsync();
    }

    private int? Answer(WebhookRequest request)
    {
        lock (_answers)
        {
            var status = _isWell ? 200 : s_answers[_answers.Next(s_answers.Length)];
            if (status == 200)
                _taken.Enqueue((request.Url.Host, request.Headers.Single(header => header.Key == "webhook-id").Value));
            return status;
        }
    }

    private static TargetConfiguration Target(string name, bool isOrdered) => Samples.Target(new Uri($"http://{name}.example.net/in")) with { Name = name, IsOrdered = isOrdered, Concurrency = 3 };
}
