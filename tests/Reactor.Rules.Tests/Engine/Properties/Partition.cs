using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Rules.Tests.Engine.Properties;

/// <summary>An engine as a partition drives it: deadlines first, what changed state logged (in its stored form), snapshots, restarts.</summary>
internal sealed class Partition
{
    private readonly List<(ReadOnlyMemory<byte> Input, HashSet<string> Touched)> _log = [];
    private readonly EngineOutput _output = new();
    private RuleSet _rules;
    private IRuleEngine _engine;
    private ReadOnlyMemory<byte> _snapshot;

    public Partition(IEnumerable<Rule> rules)
    {
        _rules = Set(rules);
        _engine = EngineUnderTest.New(_rules);
        _snapshot = _engine.Snapshot();
    }

    public string State => System.Text.Encoding.UTF8.GetString(_engine.Snapshot().Span);

    public static RuleSet Set(IEnumerable<Rule> rules) =>
        new(RuleVocabulary.Empty, rules, command => command == "cmd" ? new HashSet<string> { "A", "B" } : new HashSet<string>());

    /// <summary>Time passes, where the engine asks for that; then the input, if any.</summary>
    public void Take(DateTimeOffset now, EngineInput? input, Action<EngineOutput> take)
    {
        if (_engine.NextDue < now)
            Take(new TimePassed(now), take);
        if (input is not null)
            Take(input, take);
    }

    public void TakeSnapshot()
    {
        _snapshot = _engine.Snapshot();
        _log.Clear();
    }

    /// <summary>A new engine from what was stored; it holds what the old one did.</summary>
    public void Restart()
    {
        var before = State;
        _engine = EngineUnderTest.New(_rules);
        _engine.Restore(_snapshot);
        foreach (var (input, touched) in _log)
            _engine.Fold(EngineInputJson.Read(input), touched);
        Assert.Equal(before, State);
    }

    public void Reload(IEnumerable<Rule> rules)
    {
        var snapshot = _engine.Snapshot();
        _rules = Set(rules);
        _engine = EngineUnderTest.New(_rules);
        _engine.Restore(snapshot);
        TakeSnapshot();
    }

    private void Take(EngineInput input, Action<EngineOutput> take)
    {
        _engine.Process(input, _output);
        if (_output.TouchedRules.Count > 0)
            _log.Add((EngineInputJson.Write(input), [.. _output.TouchedRules]));
        Assert.DoesNotContain(_output.Errors, e => e.Kind == RuleErrorKind.Quarantined);
        take(_output);
    }
}
