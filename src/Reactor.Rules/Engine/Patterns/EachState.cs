namespace Reactor.Rules.Engine.Patterns;

/// <summary><c>event</c>, <c>any_of</c>: every event is a match by itself.</summary>
internal sealed class EachState(RuleState rule) : PatternState
{
    public override bool Take(in Hit hit, EngineRun run)
    {
        run.Complete(rule, new Match(hit.Key, hit.Seen, 1, run.Now, run.Now));
        return true;
    }
}
