using FsCheck.Xunit;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Rules.Tests.Engine.Properties;

/// <summary>
/// Every pattern, with random guards, against a naive reference: over random events, keys, VMs, times, links, own commands; with restarts and
/// reloads in between. Fleet rules go through a second engine, as they do in a fleet partition.
/// </summary>
public sealed class PatternProperties
{
    private const int Inputs = 100;

    [Property(MaxTest = 100)]
    public void Each_fires_as_the_reference(int seed) => Run(Kind.Each, seed);

    [Property(MaxTest = 100)]
    public void Count_fires_as_the_reference(int seed) => Run(Kind.Count, seed);

    [Property(MaxTest = 100)]
    public void Distinct_fires_as_the_reference(int seed) => Run(Kind.Distinct, seed);

    [Property(MaxTest = 100)]
    public void Sequence_fires_as_the_reference(int seed) => Run(Kind.Sequence, seed);

    [Property(MaxTest = 100)]
    public void All_of_fires_as_the_reference(int seed) => Run(Kind.AllOf, seed);

    [Property(MaxTest = 100)]
    public void Absence_fires_as_the_reference(int seed) => Run(Kind.Absence, seed);

    [Property(MaxTest = 100)]
    public void Settle_fires_as_the_reference(int seed) => Run(Kind.Settle, seed);

    [Property(MaxTest = 100)]
    public void State_fires_as_the_reference(int seed) => Run(Kind.State, seed);

    [Property(MaxTest = 100)]
    public void All_together_fire_as_the_reference(int seed) => Run(null, seed);

    [Theory]
    [InlineData(Kind.Each)]
    [InlineData(Kind.Count)]
    [InlineData(Kind.Distinct)]
    [InlineData(Kind.Sequence)]
    [InlineData(Kind.AllOf)]
    [InlineData(Kind.Absence)]
    [InlineData(Kind.Settle)]
    [InlineData(Kind.State)]
    public void Streams_make_every_pattern_fire(object kind)
    {
        var fired = Enumerable.Range(0, 30).SelectMany(seed => Run((Kind)kind, seed)).ToArray();

        Assert.True(fired.Length > 100, $"{fired.Length} firings");
        Assert.Contains(fired, f => f.Limited);
        Assert.Contains(fired, f => f.Previous is not null);
        Assert.True(kind is not (Kind.Absence or Kind.State) || (fired.Any(f => f.Blind) && fired.Any(f => !f.Blind)));
    }

    [Property(MaxTest = 30)]
    public void Same_inputs_give_the_same_outputs_and_the_same_state(int seed)
    {
        var random = new Random(seed);
        var specs = Enumerable.Range(0, 8).Select(i => RuleSpec.Draw($"r{i}", (Kind)i, random)).ToArray();
        var (one, other) = (EngineUnderTest.New(Partition.Set(specs.Select(s => s.Build()))), EngineUnderTest.New(Partition.Set(specs.Select(s => s.Build()))));
        var (output, same) = (new EngineOutput(), new EngineOutput());
        var steps = new Steps(random, [.. specs.Select(s => s.Name)]);
        for (var i = 0; i < Inputs; i++)
        {
            var input = i % 3 == 0 ? new TimePassed(Step.Time(steps.Advance())) : steps.Next().ToInput();

            one.Process(input, output);
            other.Process(input, same);

            Assert.Equal(output.Firings.Select(f => Text(FiringJson.Write(f))), same.Firings.Select(f => Text(FiringJson.Write(f))));
            Assert.Equal(output.Forwards.Select(f => Text(EngineInputJson.Write(f))), same.Forwards.Select(f => Text(EngineInputJson.Write(f))));
            Assert.Equal(output.TouchedRules, same.TouchedRules);
        }

        Assert.Equal(Text(one.Snapshot()), Text(other.Snapshot()));
        Assert.Equal(one.NextDue, other.NextDue);
    }

    // Without a kind: of all kinds.
    private static List<Fired> Run(Kind? kind, int seed)
    {
        var random = new Random(seed);
        var all = new List<Fired>();
        var specs = Enumerable.Range(0, 3).Select(Draw).ToArray();
        var history = new List<Step>();
        var references = specs.Select(s => new Reference(s, history)).ToArray();
        var vms = new Partition(specs.Select(s => s.Build()));
        var fleet = new Partition(specs.Select(s => s.Build()));
        var steps = new Steps(random, [.. specs.Select(s => s.Name)]);
        for (var i = 0; i < Inputs; i++)
        {
            var at = steps.Advance();
            Compare(new Step(StepKind.Time, -1, at), null);
            var step = steps.Next();
            Compare(step, step.ToInput());
            if (random.Next(15) == 0)
                (random.Next(2) == 0 ? vms : fleet).TakeSnapshot();
            if (random.Next(15) == 0)
                (random.Next(2) == 0 ? vms : fleet).Restart();
            if (random.Next(40) == 0)
                Reload();
        }

        return all;

        void Compare(Step step, EngineInput? input)
        {
            history.Add(step);
            var (fired, ended) = (new List<Fired>(), new List<Ended>());
            void Take(EngineOutput output)
            {
                fired.AddRange(output.Firings.Select(f => FiredOf(f, specs)));
                ended.AddRange(output.LimitEnds.Select(e => new Ended(e.Rule.Name, e.LimitKey, e.Suppressed)));
                foreach (var hit in output.Forwards.ToArray())
                    fleet.Take(Step.Time(step.At), EngineInputJson.Read(EngineInputJson.Write(hit)), Take);
            }

            vms.Take(Step.Time(step.At), input, Take);
            if (input is null)
                fleet.Take(Step.Time(step.At), null, Take);
            all.AddRange(fired);
            var expected = references.Select(r => r.Take(step)).ToArray();
            Assert.Equal(expected.SelectMany(e => e.Fired).OrderBy(f => f.Rule, StringComparer.Ordinal), fired.OrderBy(f => f.Rule, StringComparer.Ordinal));
            Assert.Equal(expected.SelectMany(e => e.Ended).OrderBy(Text, StringComparer.Ordinal), ended.OrderBy(Text, StringComparer.Ordinal));
        }

        // Who is heard is kept while some rule asks for it: the first always does.
        RuleSpec Draw(int i)
        {
            var drawn = kind ?? (i == 0 ? Kind.Absence : (Kind)random.Next(8));
            var spec = RuleSpec.Draw($"r{i}", drawn, random);
            return i == 0 ? spec with { IsFleet = false } : spec;
        }

        void Reload()
        {
            var edited = random.Next(specs.Length);
            specs[edited] = Draw(edited);
            references[edited] = new Reference(specs[edited], history);
            var rules = specs.Select(s => s.Build()).Select(r => r with { Description = "loaded again" }).ToArray();
            vms.Reload(rules);
            fleet.Reload(rules);
        }
    }

    private static string Text(ReadOnlyMemory<byte> json) => System.Text.Encoding.UTF8.GetString(json.Span);

    private static string Text(Ended ended) => $"{ended.Rule} {ended.LimitKey}";

    private static Fired FiredOf(Firing firing, RuleSpec[] specs)
    {
        var spec = specs.Single(s => s.Name == firing.Rule.Name);
        Assert.Equal(StableId.Of("f_", firing.Rule.Name, firing.Rule.Fingerprint, firing.Key.ToJson(), firing.Event.Id), firing.Id);
        var readsOrder = spec.Having == RuleSpec.HavingOrder;
        return new Fired(
            firing.Rule.Name,
            firing.Key.ToJson(),
            firing.LimitedOnly,
            firing.Match.Suppressed,
            firing.Match.Count,
            (firing.Match.FirstAt - TestRules.Start).TotalSeconds,
            (firing.Match.LastAt - TestRules.Start).TotalSeconds,
            firing.Match.Blind,
            firing.Event.Id,
            spec.ReadsFirst || readsOrder ? firing.First.Event.Id : null,
            spec.ReadsLast || readsOrder ? firing.Last.Event.Id : null,
            firing.Previous?.Event.Id);
    }
}
