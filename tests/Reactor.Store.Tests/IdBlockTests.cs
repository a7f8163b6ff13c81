using Reactor.Reactions.Commits;
using Reactor.Store.Reading;

namespace Reactor.Store.Tests;

/// <summary>Ids of firings and of their deliveries are kept by blocks, and found in whichever they are.</summary>
public sealed class IdBlockTests : IAsyncLifetime, IDisposable
{
    private const int Firings = 3000;

    private readonly TempStore _temp = new();
    private SqliteStore _store = null!;

    public async Task InitializeAsync()
    {
        _store = await _temp.OpenAsync();
        await _store.AppendAsync([Commit(1, [.. Enumerable.Range(1, Firings)])]);
        await _store.AppendAsync([Some.Empty(1, 2) with { Deliveries = [Some.Delivery("msg_end") with { FiringId = "f_0007", Kind = "resolved" }] }]);
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(2500)]
    [InlineData(3000)]
    public async Task Id_of_any_block_is_found_with_all_that_is_of_it(int number)
    {
        var claimed = Assert.Single(await _store.ClaimAsync($"t{number}", 9, Some.At(number)));
        await _store.CompleteAsync(Some.Ended(claimed, AttemptOutcome.Delivered));
        var reader = StoreReader.Open(_temp.Path);

        Assert.Equal("delivered", reader.Delivery(Delivery(number))!.State);
        Assert.Equal(claimed.Delivery.Body.ToArray(), reader.DeliveryBody(Delivery(number)));
        Assert.Single(reader.Attempts(Delivery(number)));
        Assert.Equal(Delivery(number), Assert.Single(reader.Deliveries(new DeliveryFilter { IdPrefix = Delivery(number) })).WebhookId);
        foreach (string id in new[] { $"f_{number:0000}", Delivery(number) })
        {
            var trace = Traces.Find(reader, id);
            Assert.Equal(($"e_{number}", $"f_{number:0000}", Delivery(number)), (trace.EventId, trace.Firings.Single().Id, trace.Deliveries.Single().WebhookId));
            Assert.Single(trace.Attempts);
        }
    }

    [Fact]
    public void What_was_told_later_leads_to_its_firing_and_the_firing_to_it()
    {
        var trace = Traces.Find(StoreReader.Open(_temp.Path), "msg_end");

        Assert.Equal("e_7", trace.EventId);
        Assert.Equal(["msg_0007", "msg_end"], trace.Deliveries.Select(d => d.WebhookId));
    }

    [Fact]
    public async Task Ids_come_again_blocks_later_nothing_is_added()
    {
        await _store.AppendAsync([Commit(3, [5]) with { Deliveries = [One(5), Some.Delivery("msg_end") with { FiringId = "f_0007", Kind = "resolved" }] }]);

        Assert.Equal(3, _store.Statistics.DuplicatesIgnored);
        Assert.Equal(Firings + 1L, _temp.Scalar("SELECT count(*) FROM deliveries"));
        Assert.Equal((long)Firings, _temp.Scalar("SELECT count(*) FROM firings"));
    }

    [Fact]
    public async Task Event_of_any_block_is_found_by_its_id_and_by_how_that_begins()
    {
        await _store.AppendAsync([Some.Empty(2, 1) with { Events = [.. Enumerable.Range(1, 1000).Select(n => Some.Event($"vm{n % 7}/{n:0000}"))] }]);
        var reader = StoreReader.Open(_temp.Path);

        foreach (int n in new[] { 1, 255, 256, 511, 512, 999, 1000 })
        {
            string id = $"vm{n % 7}/{n:0000}";
            Assert.Equal(id, reader.Event(id)!.Id);
            Assert.Equal(id, Traces.Find(reader, id).Event!.Id);
            Assert.Equal(1000 - n, reader.Events(new EventFilter { After = id, Limit = 2000 }).Count);
            Assert.Equal(1000 - n, reader.EventsSince(reader.EventsAfter(id)!.Value, new EventFilter { Limit = 2000 }).Events.Count);
        }

        Assert.Throws<ArgumentException>(() => reader.Events(new EventFilter { After = "vm1/" }));
        Assert.Null(reader.Event("vm1/9999"));
    }

    private static Commit Commit(long sequence, int[] numbers) => Some.Empty(1, sequence) with
    {
        Firings = [.. numbers.Select(n => Some.Firing($"f_{n:0000}") with { EventId = $"e_{n}" })],
        Deliveries = [.. numbers.Select(One)],
    };

    private static DeliveryRow One(int number) => Some.Delivery(Delivery(number), $"t{number}", number) with { FiringId = $"f_{number:0000}" };

    private static string Delivery(int number) => $"msg_{number:0000}";
}
