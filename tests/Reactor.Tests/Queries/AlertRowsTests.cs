using System.Collections.Immutable;
using Reactor.Queries;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Store;
using Reactor.Store.Reading;

namespace Reactor.Tests.Queries;

/// <summary>Whom an alert is said to have been told to, from what is stored.</summary>
public sealed class AlertRowsTests : IDisposable
{
    private static readonly DateTimeOffset s_at = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("s1", 503, "nobody (silenced s1)")]
    [InlineData("m1", 503, "nobody (maintenance m1)")]
    [InlineData("s1", null, "phone")]
    public async Task Alert_held_on_its_way_and_ended_meanwhile_was_told_to_nobody_unless_it_may_have_arrived(string hold, int? answer, string to)
    {
        await using (var store = await SqliteStore.OpenAsync(_folder.File("reactor.db"), new StoreOptions { Synchronous = StoreSynchronous.Normal }))
        {
            await store.AppendAsync([Told(1, AlertState.Firing, "firing")]);
            var first = Assert.Single(await store.ClaimAsync("phone", 9, s_at));
            await store.CompleteAsync([new AttemptResult(first.Delivery.WebhookId, 1, AttemptOutcome.Retry, s_at, TimeSpan.Zero, answer, "no", s_at.AddSeconds(5))]);
            Assert.Equal("phone", To());
            await store.ActAsync(Begin(hold));
            Assert.Empty(await store.ClaimAsync("phone", 9, s_at.AddSeconds(10)));
            Assert.Equal("phone", To()[..5]);

            await store.AppendAsync([Told(2, AlertState.Resolved, "resolved")]);
            await store.ClaimAsync("phone", 9, s_at.AddSeconds(20));
        }

        Assert.Equal(to, To());
    }

    private string To() => AlertRows.Told(Assert.Single(AlertRows.Of(StoreReader.Open(_folder.File("reactor.db")), new AlertFilter(), s_at.AddSeconds(20))));

    private static Commit Told(long sequence, AlertState state, string kind) => new()
    {
        Partition = 3,
        AppliedSequence = sequence,
        Alerts =
        [
            new AlertRow
            {
                Uid = "a_1", Rule = "r", Id = "down", Key = "{}", VmId = "v", VmName = "web1", State = state, Severity = "error", Summary = "s", Labels = ImmutableSortedDictionary<string, string>.Empty,
                StartsAt = s_at, RefreshedAt = s_at, EndsAt = state == AlertState.Resolved ? s_at : null, ResolvedBy = state == AlertState.Resolved ? "event" : null, Targets = ["phone"], FiringId = "f_1",
            },
        ],
        Deliveries =
        [
            new DeliveryRow
            {
                WebhookId = $"msg_{kind}", FiringId = "f_1", Rule = "r", ActionPath = "then[0].alert", Target = "phone", Kind = kind, VmName = "web1", Alert = "a_1", Series = "s_1",
                EventName = "STOP", CreatedAt = s_at, Body = "{}"u8.ToArray(),
            },
        ],
    };

    private static OperatorAct Begin(string id)
    {
        ImmutableArray<Matcher> matchers = [new Matcher("vm", "web1")];
        Hold hold = id[0] == 's'
            ? new Silence { Id = id, Matchers = matchers, StartsAt = s_at, EndsAt = s_at.AddHours(1) }
            : new Maintenance { Id = id, Matchers = matchers, StartsAt = s_at, EndsAt = s_at.AddHours(1) };
        return new OperatorAct { Audit = [], Begins = new HoldRow(hold, s_at, 1000, 1) };
    }
}
