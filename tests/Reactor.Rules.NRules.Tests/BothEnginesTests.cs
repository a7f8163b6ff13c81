using FsCheck.Xunit;
using Reactor.Rules.Engine;
using Reactor.Rules.Tests.Engine.Properties;

namespace Reactor.Rules.NRules.Tests;

/// <summary>The engines beside each other, over random rules and events.</summary>
public sealed class BothEnginesTests
{
    [Property(MaxTest = 30)]
    public void Each_restores_what_the_other_wrote_and_both_go_on_alike(int seed)
    {
        var random = new Random(seed);
        var specs = Enumerable.Range(0, 8).Select(i => RuleSpec.Draw($"r{i}", (Kind)i, random)).ToArray();
        var rules = Partition.Set(specs.Select(s => s.Build()));
        var steps = new Steps(random, [.. specs.Select(s => s.Name)]);
        var (one, other) = (rules.NewEngine(), NRulesEngine.Create(rules));
        var (output, same) = (new EngineOutput(), new EngineOutput());
        for (var i = 0; i < 100; i++)
        {
            var input = i % 3 == 0 ? new TimePassed(Step.Time(steps.Advance())) : steps.Next().ToInput();

            one.Process(input, output);
            other.Process(input, same);

            Assert.Equal(output.Firings.Select(f => f.Id), same.Firings.Select(f => f.Id));
            Assert.Equal(output.Errors.Select(e => (e.Rule.Name, e.Message)), same.Errors.Select(e => (e.Rule.Name, e.Message)));
            Assert.Equal(output.TouchedRules, same.TouchedRules);
            if (random.Next(20) == 0)
                (one, other) = (Restored(rules.NewEngine(), other), Restored(NRulesEngine.Create(rules), one));
        }

        Assert.True(one.Snapshot().Span.SequenceEqual(other.Snapshot().Span));
    }

    private static IRuleEngine Restored(IRuleEngine engine, IRuleEngine from)
    {
        engine.Restore(from.Snapshot());
        return engine;
    }
}
