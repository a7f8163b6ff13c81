using System.Collections.Immutable;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;
using Reactor.Rules.Templates;

namespace Reactor.Rules.Tests.Engine;

/// <summary>An engine with one rule, driven as a partition does: time first, then the input. Times are seconds from the start.</summary>
internal sealed class Driven
{
    private static readonly RuleEnvironment s_environment = RuleVocabulary.Empty.ForEvents([]);

    private int _ordinal;

    public Driven(params Rule[] rules)
    {
        Rules = Set(rules);
        Engine = EngineUnderTest.New(Rules);
    }

    public RuleSet Rules { get; }

    public IRuleEngine Engine { get; private set; }

    /// <summary>Inputs that changed a rule's state.</summary>
    public List<EngineInput> Logged { get; } = [];

    public RuleCounters Counters => Engine.Counters.First().Value;

    public static RuleSet Set(params Rule[] rules) =>
        new(RuleVocabulary.Empty, rules, command => command == "stop" ? new HashSet<string> { "STOP" } : new HashSet<string>());

    public static Clause On(string events, string? condition = null, string? by = null) => new()
    {
        Events = [.. events.Split(' ').Select(e => new EventPattern(e))],
        If = condition is null ? null : Program(ExpressionPlace.Condition, condition),
        By = by is null ? [] : [new KeyPart("key", Program(ExpressionPlace.Key, by), true)],
    };

    public static Cel.CelProgram Program(ExpressionPlace place, string text) => s_environment.Compile(place, text);

    public static Rule Rule(Pattern pattern, string name = "r", string? log = null) => new()
    {
        Name = name,
        When = new When { Pattern = pattern },
        Then = [new LogAction { Path = "then[0].log", Message = TextTemplate.Parse(log ?? "x", s_environment).Value! }],
    };

    public static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    public static DateTimeOffset At(double seconds) => TestRules.Start.AddSeconds(seconds);

    /// <summary>Takes an event; gives all firings, those of deadlines before it first.</summary>
    public Firing[] Event(double seconds, string name, string data = "{}", string vm = "web1", EventOrigin origin = EventOrigin.Live) =>
        Take(new SeenEvent(TestRules.Vm(vm), TestRules.Event(name, data, seconds, $"e{_ordinal++}") with { Origin = origin }));

    public Firing[] Time(double seconds) => Take(new TimePassed(At(seconds)));

    public Firing[] Link(double seconds, LinkState state, string vm = "web1") => Take(new LinkChanged(TestRules.Vm(vm), state, $"l{_ordinal++}", At(seconds)));

    public Firing[] Status(double seconds, string status, string vm = "web1", params (string Name, string Value)[] facts) => Take(new StateObserved(
        TestRules.Vm(vm) with { Status = status, Facts = facts.ToImmutableSortedDictionary(f => f.Name, f => f.Value) }, $"s{_ordinal++}", At(seconds), At(seconds)));

    public Firing[] Own(double seconds, string command, bool hasReturned, string rule = "r", string vm = "id-web1") =>
        Take(new OwnCommand(rule, vm, command, hasReturned, At(seconds)));

    public Firing[] Take(EngineInput input)
    {
        var firings = new List<Firing>();
        if (Engine.NextDue < input.At && input is not TimePassed)
            firings.AddRange(One(new TimePassed(input.At)).Firings);
        firings.AddRange(One(input).Firings);
        return [.. firings];
    }

    /// <summary>The output of one input and nothing before it.</summary>
    public EngineOutput One(EngineInput input)
    {
        var output = Engine.Process(input);
        if (output.TouchedRules.Count > 0)
            Logged.Add(input);
        return output;
    }

    /// <summary>Goes on with a new engine that restored the state of the old one.</summary>
    public void Restart(params Rule[] rules)
    {
        var snapshot = Engine.Snapshot();
        Engine = EngineUnderTest.New(rules.Length == 0 ? Rules : Set(rules));
        Engine.Restore(snapshot);
    }
}
