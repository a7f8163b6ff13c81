using System.Text;
using System.Text.Json;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;
using Reactor.Rules.Loading;

namespace Reactor.Store.Tests;

/// <summary>
/// Partitions with rules over several VMs, on a real store: restarts at any moment, with whatever is on its way between them, and reloads. What
/// follows is what follows without any restart.
/// </summary>
public sealed class StoredPartitionsTests : IDisposable
{
    private const int Steps = 120;

    private static readonly StoreOptions s_fast = new() { Synchronous = StoreSynchronous.Normal };

    private static readonly string[] s_names = ["GUEST_PANICKED", "GUEST_PANICKED", "POWERDOWN", "SHUTDOWN", "RESUME", "STOP", "BALLOON_CHANGE"];

    private readonly TempStore _temp = new();
    private readonly LoadResult[] _loads;

    public StoredPartitionsTests() => _loads = [Load("error"), Load("critical")];

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Restart_and_reload_with_hits_on_their_way_give_the_same_as_never_restarting(int seed)
    {
        var random = new Random(seed);
        var (rules, now) = (0, Some.Start);
        var steady = new World(p => new PartitionCore(p, _loads[rules].Rules!, _loads[rules].Configuration!));
        var restarted = new World(p => new PartitionCore(p, _loads[rules].Rules!, _loads[rules].Configuration!));
        var store = await _temp.OpenAsync(s_fast);
        var fired = 0;
        try
        {
            for (var i = 0; i < Steps; i++)
            {
                now += TimeSpan.FromSeconds(random.Next(0, 30));
                switch (random.Next(12))
                {
                    case 0: await restarted.StoreAsync(store); store = await RestartAsync(); break;
                    case 1: Change(rules = 1 - rules); break;
                    case 2 or 3 or 4: Deliver(1 + random.Next(6)); break;
                    case 5: Tell(i, random.Next(2) == 0); break;
                    default: Event(i, s_names[random.Next(s_names.Length)], random.Next(6)); break;
                }

                await restarted.StoreAsync(store);
            }

            // All that is on its way, and all that is due.
            for (var i = 0; i < 3; i++)
            {
                now += TimeSpan.FromMinutes(30);
                Deliver(int.MaxValue);
                Same(steady.Each(core => core.Apply([], now)), restarted.Each(core => core.Apply([], now)));
                await restarted.StoreAsync(store);
            }

            Assert.True(fired > 5, $"only {fired} deliveries: the test tests nothing");
            Assert.Empty((await store.RecoverAsync(PartitionMap.VmPartitions)).Inbox);
        }
        finally
        {
            await store.DisposeAsync();
        }

        void Event(int i, string name, int vm)
        {
            var view = new VmView { Id = $"id-{vm}", Name = $"vm{vm}", Host = vm % 2 == 0 ? "h1" : "h2", Status = "running" };
            var seen = new EventInput(view, new VmEvent { Id = $"7-1/1.1/{i}", Name = name, Data = Encoding.UTF8.GetBytes(name == "GUEST_PANICKED" ? """{"action":"pause"}""" : "{}"), At = now });
            var partition = PartitionMap.OfVm(view.Id);
            Same(steady.Keep(steady[partition].Apply([seen], now)), restarted.Keep(restarted[partition].Apply([seen], now)));
        }

        void Tell(int i, bool ends)
        {
            var silence = new Silence { Id = "s", IsEnded = ends, Matchers = [new Matcher("rule", "storm")], StartsAt = now, EndsAt = now.AddMinutes(2) };
            for (var p = PartitionMap.VmPartitions; p < PartitionMap.Count; p++)
            {
                var row = new InboxRow($"silence/{i}/{p}", p, InboxKinds.Silence, silence.Write());
                steady.Bring(row);
                restarted.Bring(row);
            }
        }

        void Deliver(int most) => Same(steady.Deliver(now, most), restarted.Deliver(now, most));

        void Change(int to) => Same(
            steady.Each(core => core.Reload(new PartitionRules(_loads[to].Rules!, _loads[to].Configuration!), now)),
            restarted.Each(core => core.Reload(new PartitionRules(_loads[to].Rules!, _loads[to].Configuration!), now)));

        // What waits is taken by a start before anything is due: so does the other, in the same order.
        async Task<SqliteStore> RestartAsync()
        {
            await store.DisposeAsync();
            var next = await _temp.OpenAsync(s_fast);
            var expected = steady.Deliver(now, int.MaxValue, onlyWhatWaits: true);
            Same(expected.Concat(steady.Each(core => core.Apply([], now))), await restarted.RestartAsync(next, now));
            return next;
        }

        void Same(IEnumerable<Commit> expected, IEnumerable<Commit> actual)
        {
            var commits = expected.ToList();
            fired += commits.Sum(commit => commit.Deliveries.Length);
            Assert.Equal(Text(commits), Text(actual));
        }
    }

    // By partition: in how many commits it comes is no matter.
    private static string Text(IEnumerable<Commit> commits) => JsonSerializer.Serialize(commits.GroupBy(c => c.Partition).OrderBy(g => g.Key).Select(g => new
    {
        g.Key,
        Alerts = g.SelectMany(c => c.Alerts).GroupBy(a => a.Uid).Select(a => a.Last()),
        Deliveries = g.SelectMany(c => c.Deliveries),
        Firings = g.SelectMany(c => c.Firings),
        Outgoing = g.SelectMany(c => c.Outgoing).Select(row => row.Id),
        Taken = g.SelectMany(c => c.Taken).Order(StringComparer.Ordinal),
    }).Where(g => g.Alerts.Any() || g.Deliveries.Any() || g.Firings.Any() || g.Outgoing.Any() || g.Taken.Any()));

    private LoadResult Load(string severity)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_temp.Folder, severity)).FullName;
        File.WriteAllText(Path.Combine(folder, "reactor.yaml"), """
            version: 1
            vms: []
            rules: [rules.yaml]
            targets: {oncall: {webhook: {url: "https://hooks.example.net/in"}}}
            """);
        File.WriteAllText(Path.Combine(folder, "rules.yaml"), """
            version: 1
            rules:
              - name: storm
                scope: fleet
                severity: SEVERITY
                when: {event: GUEST_PANICKED, by: {host: vm.host}, at_least: 3, distinct: vm.id, within: 5m}
                limit: {once_per: 1m}
                then: [{alert: {summary: "storm {{ match.count }}", to: [oncall], resolved_by: [{event: RESUME}]}}]
              - name: hangs
                scope: fleet
                when: {event: POWERDOWN, by: {host: vm.host}, not_followed_by: {event: SHUTDOWN, by: {host: vm.host}}, within: 1m}
                then: [{send: {to: oncall}}]
              - name: settles
                scope: fleet
                when: {event: BALLOON_CHANGE, settle: 40s}
                then: [{send: {to: oncall}}]
              - name: stops
                severity: SEVERITY
                when: {event: STOP}
                limit: {once_per: 2m}
                then: [{send: {to: oncall}}]
            """.Replace("SEVERITY", severity, StringComparison.Ordinal));
        var load = ReactorLoader.Load(Path.Combine(folder, "reactor.yaml"), new DiskSourceFiles());
        Assert.False(load.HasErrors, load.FormatDiagnostics());
        return load;
    }

    /// <summary>All partitions, and what is on its way between them.</summary>
    private sealed class World(Func<int, PartitionCore> make)
    {
        private readonly PartitionCore[] _cores = [.. Enumerable.Range(0, PartitionMap.Count).Select(make)];
        private readonly List<InboxRow> _waiting = [];
        private readonly List<InboxRow> _brought = [];
        private readonly List<Commit> _unstored = [];

        public PartitionCore this[int partition] => _cores[partition];

        public void Bring(InboxRow row)
        {
            _waiting.Add(row);
            _brought.Add(row);
        }

        public Commit[] Keep(Commit commit)
        {
            _unstored.Add(commit);
            _waiting.RemoveAll(row => commit.Taken.Contains(row.Id));
            _waiting.AddRange(commit.Outgoing);
            return [commit];
        }

        public IEnumerable<Commit> Each(Func<PartitionCore, Commit> what) => [.. _cores.SelectMany(core => Keep(what(core)))];

        /// <summary>Gives the partition of the row that waits longest what waits for it, so many rows; with no bound all of it, and what follows.</summary>
        public List<Commit> Deliver(DateTimeOffset now, int most, bool onlyWhatWaits = false)
        {
            var commits = new List<Commit>();
            var known = _waiting.ToList();
            while (most > 0 && known.FirstOrDefault(_waiting.Contains) is { } first)
            {
                var rows = _waiting.Where(row => row.Partition == first.Partition).Take(most).ToList();
                commits.AddRange(Keep(_cores[first.Partition].Apply([.. rows.Select(row => new InboxInput(row))], now)));
                if (most < int.MaxValue)
                    break;
                if (!onlyWhatWaits)
                    known = _waiting.ToList();
            }

            return commits;
        }

        public async Task StoreAsync(SqliteStore store)
        {
            if (_brought.Count > 0)
                await store.AddInboxAsync([.. _brought]);
            if (_unstored.Any(commit => !commit.IsEmpty))
                await store.AppendAsync([.. _unstored.Where(commit => !commit.IsEmpty)]);
            _brought.Clear();
            _unstored.Clear();
        }

        public async Task<IEnumerable<Commit>> RestartAsync(SqliteStore store, DateTimeOffset now)
        {
            var commits = new List<Commit>();
            for (var p = 0; p < _cores.Length; p++)
            {
                var recovery = await store.RecoverAsync(p);
                Assert.Equal(_waiting.Where(row => row.Partition == p).Select(row => row.Id).Order(StringComparer.Ordinal), recovery.Inbox.Select(row => row.Id).Order(StringComparer.Ordinal));
                _cores[p] = make(p);
                _cores[p].Restore(recovery.Snapshot, recovery.Inputs, recovery.OpenAlerts, recovery.AppliedSequence, recovery.State);
                commits.AddRange(Keep(_cores[p].Start(now, null, recovery.Inbox)));
            }

            return commits;
        }
    }
}
