using System.Collections.Immutable;
using FsCheck.Xunit;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;
using static Reactor.Rules.Tests.Engine.Driven;

namespace Reactor.Rules.Tests.Engine.Properties;

/// <summary>Windows of fleet rules go by when hits were seen: it doesn't matter when, nor (within a minute) in which order, they are taken in.</summary>
public sealed class LateHitProperties
{
    private const int Within = 20;

    [Property(MaxTest = 200)]
    public void Hits_taken_in_later_fire_as_if_taken_in_at_once(int seed)
    {
        foreach (var rule in (Rule[])[Counting, Distinct, All, Sequence])
        {
            var random = new Random(seed);
            var at = 0;
            var (vms, prompt, late) = (new Driven(rule), new Driven(rule), new Driven(rule));
            var hits = Enumerable.Range(0, 40).SelectMany(i => Seen(vms, at += random.Next(15), random.Next(3), i)).ToArray();
            var expected = hits.SelectMany(hit => prompt.Take(hit with { Now = hit.Seen.At })).Select(Text);

            var now = at;
            var fired = new List<string>();
            foreach (var hit in hits)
            {
                now += random.Next(8) == 0 ? 1000 : 0;
                fired.AddRange(late.Take(hit with { Now = At(now) }).Select(Text));
                if (random.Next(6) == 0)
                    late.Restart();
            }

            Assert.Equal(expected, fired);
        }
    }

    [Property(MaxTest = 200)]
    public void Hits_in_any_order_fire_where_they_were_seen_within_the_window(int seed)
    {
        foreach (var rule in (Rule[])[Counting, Distinct, All])
        {
            var random = new Random(seed);
            var seen = Enumerable.Range(0, 3).Select(_ => random.Next(45)).ToArray();
            var (vms, fleet) = (new Driven(rule), new Driven(rule));
            var hits = seen.SelectMany((at, i) => Seen(vms, at, i, i)).ToArray();
            random.Shuffle(hits);
            var fired = new List<Firing>();
            foreach (var hit in hits)
            {
                fired.AddRange(fleet.Take(hit with { Now = At(100) }));
                if (random.Next(3) == 0)
                    fleet.Restart();
            }

            Assert.Equal(seen.Max() - seen.Min() <= Within ? [(At(seen.Min()), At(seen.Max()))] : [], fired.Select(f => (f.Match.FirstAt, f.Match.LastAt)));
        }
    }

    private static Rule Counting => Fleet(new CountPattern([On("A B C")], 3, Seconds(Within)));

    private static Rule Distinct => Fleet(new CountPattern([On("A B C")], 3, Seconds(Within)) { Distinct = [Program(Reactor.Rules.Expressions.ExpressionPlace.Key, "event.name")] });

    private static Rule All => Fleet(new AllOfPattern([On("A"), On("B"), On("C")], Seconds(Within)));

    private static Rule Sequence => Fleet(new SequencePattern([On("A"), On("B"), On("C")], Seconds(Within)));

    private static Rule Fleet(Pattern pattern) => Rule(pattern) with { Scope = RuleScope.Fleet };

    private static ImmutableArray<FleetHit> Seen(Driven vms, int at, int name, int ordinal) =>
        [.. vms.One(new SeenEvent(TestRules.Vm("web1"), TestRules.Event("ABC"[name].ToString(), "{}", at, $"e{ordinal}"))).Forwards];

    private static string Text(Firing firing) => $"{firing.Event.Id} {firing.Match.Count} {firing.Match.FirstAt:O} {firing.Match.LastAt:O} {firing.First.Event.Id}";
}
