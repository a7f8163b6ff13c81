using System.Collections.Immutable;
using Reactor.Measuring;
using Reactor.Queries;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Store;
using Reactor.Store.Reading;

namespace Reactor.Tests.Queries;

/// <summary>How many open alerts a silence or a maintenance is said to mean.</summary>
public sealed class HoldRowsTests : IDisposable
{
    private static readonly DateTimeOffset s_at = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("vm=web1", 2)]
    [InlineData("vm=v2", 1)]
    [InlineData("vm!=web1", 3)]
    [InlineData("vm=~web.*", 4)]
    [InlineData("rule=disk", 2)]
    [InlineData("rule=disk vm=web1", 1)]
    [InlineData("rule=disk rule=~.*k", 2)]
    [InlineData("alert=down severity=error", 4)]
    [InlineData("severity=warning", 1)]
    [InlineData("rack=7", 1)]
    [InlineData("vm=", 1)]
    public async Task Silences_that_are_active_say_how_many_they_mean(string matchers, int count)
    {
        await WriteAsync([Alert(1, "web1", "disk"), Alert(2, "web2", "disk"), Alert(1, "web1", "cpu"), Alert(3, "web3", "cpu"), Alert(0, "", "fleet") with { Severity = "warning", Labels = ImmutableSortedDictionary<string, string>.Empty.Add("rack", "7") }], matchers, "vm=web3");

        var rows = HoldRows.Of(StoreReader.Open(_folder.File("reactor.db")), InboxKinds.Silence, null, null, 9, s_at).ToList();

        Assert.Equal([1, count], rows.Select(row => (int)row["alerts"]!));
        Assert.Equal(count, (int)Assert.Single(HoldRows.Of(StoreReader.Open(_folder.File("reactor.db")), InboxKinds.Silence, "s0", s_at))["alerts"]!);
    }

    [Fact]
    public async Task Silence_that_names_its_vm_reads_none_of_the_alerts_of_others()
    {
        await WriteAsync([Alert(1, "web1", "disk")], "vm=web1");
        var among1 = Read();
        await WriteAsync([.. Enumerable.Range(2, 2000).Select(i => Alert(i, $"web{i}", "disk"))]);

        Assert.InRange(Read(), 0, 2 * among1);

        long Read()
        {
            var reader = StoreReader.Open(_folder.File("reactor.db"));
            return Allocated.By(() => Assert.Single(HoldRows.Of(reader, InboxKinds.Silence, null, null, 1, s_at)));
        }
    }

    private async Task WriteAsync(ImmutableArray<AlertRow> alerts, params string[] silences)
    {
        await using var store = await SqliteStore.OpenAsync(_folder.File("reactor.db"), new StoreOptions { Synchronous = StoreSynchronous.Normal });
        await store.AppendAsync([new Commit { Partition = 3, AppliedSequence = alerts.Length, Alerts = alerts }]);
        for (var i = 0; i < silences.Length; i++)
        {
            var hold = new Silence
            {
                Id = $"s{i}", Matchers = [.. silences[i].Split(' ').Select(text => MatcherText.TryParse(text, out var matcher, out _) ? matcher! : throw new ArgumentException(text))],
                StartsAt = s_at.AddHours(-1), EndsAt = s_at.AddHours(1),
            };
            await store.ActAsync(new OperatorAct { Audit = [], Begins = new HoldRow(hold, s_at.AddSeconds(i), null, null) });
        }
    }

    private static AlertRow Alert(int vm, string name, string rule) => new()
    {
        Uid = $"a_{vm}_{rule}", Rule = rule, Id = "down", Key = "{}", VmId = vm == 0 ? "" : $"v{vm}", VmName = name, State = AlertState.Firing, Severity = "error", Summary = "s",
        Labels = ImmutableSortedDictionary<string, string>.Empty, StartsAt = s_at, RefreshedAt = s_at, Targets = [], FiringId = "f_1",
    };
}
