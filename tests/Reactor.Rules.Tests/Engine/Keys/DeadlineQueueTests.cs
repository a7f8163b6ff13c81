using FsCheck.Xunit;
using Reactor.Rules.Engine.Keys;
using Reactor.Rules.Expressions;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Rules.Tests.Engine.Keys;

public sealed class DeadlineQueueTests
{
    [Property(MaxTest = 100)]
    public void Deadlines_come_out_in_order_whatever_was_moved_and_removed(int seed)
    {
        var random = new Random(seed);
        var rule = new EngineState(Driven.Set(Driven.Rule(new EachPattern([Driven.On("A")])))).Rules[0];
        var queue = new DeadlineQueue();
        var open = new List<Deadline>();
        for (var i = 0; i < 200; i++)
        {
            var known = open.Count > 0 ? open[random.Next(open.Count)] : null;
            switch (random.Next(4))
            {
                case 0 when known is not null:
                    queue.Remove(known);
                    open.Remove(known);
                    break;
                case 1 when known is not null: queue.Set(known, random.Next(50)); break;
                case 2 when queue.TryTake(random.Next(20), out var taken):
                    Assert.Equal(open.Min(d => d.Due), taken.Due);
                    open.Remove(taken);
                    break;
                default:
                    open.Add(new Deadline(rule, random.Next(5).ToString(System.Globalization.CultureInfo.InvariantCulture), i));
                    queue.Set(open[^1], random.Next(50));
                    break;
            }

            Assert.Equal(open.Count, queue.Count);
        }

        var rest = new List<Deadline>();
        while (queue.TryTake(long.MaxValue, out var deadline))
            rest.Add(deadline);
        Assert.Equal(open.OrderBy(d => d.Due).ThenBy(d => d.Key, StringComparer.Ordinal).Select(d => (d.Due, d.Key)), rest.Select(d => (d.Due, d.Key)));
    }

    [Fact]
    public void TryTake_gives_nothing_that_is_due_at_that_very_time()
    {
        var rule = new EngineState(new RuleSet(RuleVocabulary.Empty, [Driven.Rule(new EachPattern([Driven.On("A")]))])).Rules[0];
        var queue = new DeadlineQueue();
        queue.Set(new Deadline(rule, "", 0), 10);

        Assert.False(queue.TryTake(10, out _));
        Assert.True(queue.TryTake(11, out _));
    }
}
