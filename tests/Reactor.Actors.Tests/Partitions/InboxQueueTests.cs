using Reactor.Actors.Partitions;
using Reactor.Reactions.Commits;

namespace Reactor.Actors.Tests.Partitions;

public class InboxQueueTests
{
    private readonly InboxQueue _inbox = new();

    [Fact]
    public void Bring_twice_while_it_waits_or_is_under_way_is_given_once()
    {
        _inbox.Bring(Row(1));
        _inbox.Bring(Row(1));
        Assert.Equal(["1"], Take());

        _inbox.Bring(Row(1));

        Assert.Empty(Take());
        Assert.Equal(2, _inbox.Duplicates);
    }

    [Fact]
    public void PutBack_gives_what_was_not_taken_with_the_next_ones_and_knows_it_meanwhile()
    {
        _inbox.Bring(Row(1));
        _inbox.Bring(Row(2));
        _inbox.PutBack(_inbox.Take(int.MaxValue, long.MaxValue), ["2"]);
        Assert.Equal((true, false), (_inbox.HasEarly, _inbox.AnyWaits));

        _inbox.Bring(Row(1));
        _inbox.Bring(Row(3));

        Assert.Equal(["1", "3"], Take());
        Assert.False(_inbox.HasEarly);
        Assert.Equal(1, _inbox.Duplicates);
    }

    [Fact]
    public void Load_read_before_a_row_ended_does_not_give_it_again()
    {
        Fill();
        Take();
        _inbox.End(Enumerable.Range(0, 600).Select(i => $"{i}"));
        Assert.True(_inbox.WantsLoad);
        var asked = _inbox.BeginLoad();
        var stored = Enumerable.Range(600, InboxQueue.MaxRows - 600 + 10).Select(Row).ToList();

        // The rows that are under way become durable between the read and its arrival.
        _inbox.End(Enumerable.Range(600, InboxQueue.MaxRows - 600).Select(i => $"{i}"));
        _inbox.Load(stored, asked);

        Assert.Equal(Enumerable.Range(InboxQueue.MaxRows, 10).Select(i => $"{i}"), Take());
        Assert.False(_inbox.WantsLoad);
    }

    [Fact]
    public void Bring_of_a_row_that_a_load_gave_and_that_has_ended_is_dropped()
    {
        Fill();
        Take();
        _inbox.End(Enumerable.Range(0, InboxQueue.MaxRows).Select(i => $"{i}"));
        var asked = _inbox.BeginLoad();
        _inbox.Load([Row(InboxQueue.MaxRows), Row(7000)], asked);
        Assert.Equal([$"{InboxQueue.MaxRows}", "7000"], Take());
        _inbox.End([$"{InboxQueue.MaxRows}", "7000"]);

        // Its sender was slower than the load.
        _inbox.Bring(Row(7000));

        Assert.Empty(Take());
    }

    [Fact]
    public void Bring_while_a_load_is_under_way_stays_in_the_store_for_the_next_one()
    {
        Fill();
        Take();
        _inbox.End(Enumerable.Range(0, InboxQueue.MaxRows).Select(i => $"{i}"));
        var asked = _inbox.BeginLoad();
        _inbox.Bring(Row(5000));

        _inbox.Load([Row(InboxQueue.MaxRows)], asked);

        Assert.Equal([$"{InboxQueue.MaxRows}"], Take());
        Assert.True(_inbox.WantsLoad);
        var again = _inbox.BeginLoad();
        _inbox.Load([Row(InboxQueue.MaxRows), Row(5000)], again);
        Assert.Equal(["5000"], Take());
    }

    // One row more than fits.
    private void Fill()
    {
        for (var i = 0; i <= InboxQueue.MaxRows; i++)
            _inbox.Bring(Row(i));
        Assert.Equal(1, _inbox.LeftInStore);
    }

    private IEnumerable<string> Take() => _inbox.Take(int.MaxValue, long.MaxValue).Select(row => row.Id);

    private static InboxRow Row(int i) => new($"{i}", 0, InboxKinds.FleetHit, "{}"u8.ToArray());
}
