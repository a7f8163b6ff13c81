using Reactor.Rules.Engine.Matching;

namespace Reactor.Rules.Engine.Handling;

/// <summary>Takes every kind of input.</summary>
internal sealed class InputHandler
{
    private readonly EventHandler _events;
    private readonly FleetHitHandler _fleetHits;
    private readonly DeadlineHandler _deadlines;
    private readonly StateHandler _states;
    private readonly LinkHandler _links;
    private readonly RuleSet _rules;
    private readonly EngineState _state;
    private readonly EngineRun _run;

    public InputHandler(RuleSet rules, EngineState state, ClauseMatcher matcher, ICandidates candidates, EngineRun run)
    {
        _rules = rules;
        _state = state;
        _run = run;
        _deadlines = new(state, run);
        _states = new(rules, state, matcher, run);
        _events = new(rules, state, matcher, candidates, _states, run);
        _fleetHits = new(rules, state, matcher, run);
        _links = new(rules, state, _states, _deadlines, run);
    }

    public void Take(EngineInput input)
    {
        switch (input)
        {
            case SeenEvent seen: _events.Take(seen); break;
            case TimePassed time: _deadlines.Take(time); break;
            case StateObserved observed: _states.Take(observed.Vm, observed.Id, observed.At); break;
            case LinkChanged link: _links.Take(link); break;
            case OwnCommand command: Take(command); break;
            case FleetHit hit: _fleetHits.Take(hit); break;
            default: throw new ArgumentException($"An engine takes no {input.GetType().Name}.", nameof(input));
        }
    }

    private void Take(OwnCommand command)
    {
        if (!_rules.TryFind(command.Rule, out var plan) || _rules.EventsCausedBy(command.Command).Count == 0)
            return;
        var rule = _state.Rules[plan.Position];
        if (rule.Own is not { } own || !_run.IsFor(rule))
            return;
        own.Take(command, _run.Now);
        _run.Touch(rule);
    }
}
