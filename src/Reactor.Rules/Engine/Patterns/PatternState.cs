using System.Text.Json;
using Reactor.Rules.Engine.Keys;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine.Patterns;

/// <summary>The partial matches of one rule: a class for each form of <c>when</c>.</summary>
internal abstract class PatternState
{
    /// <summary>Keys held.</summary>
    public virtual int Count => 0;

    /// <summary>VMs of open deadlines to which it matters whether they are heard; a VM may come twice.</summary>
    public virtual IEnumerable<VmView> Waiting => [];

    /// <summary>Makes the one for a rule.</summary>
    public static PatternState Of(RuleState rule, EngineState engine) => rule.Rule.When.Pattern switch
    {
        EachPattern => new EachState(rule),
        CountPattern { Distinct.IsEmpty: false } count => new DistinctState(rule, count),
        CountPattern count => new CountState(rule, count),
        SequencePattern sequence => new SequenceState(rule, sequence),
        AllOfPattern all => new AllOfState(rule, all),
        AbsencePattern absence => new AbsenceState(rule, absence, engine),
        SettlePattern settle => new SettleState(rule, settle, engine),
        StatePattern lasting => new LastingState(rule, lasting, engine),
        CodePattern code => new CodeState(rule, code),
        var other => throw new InvalidOperationException($"Nothing holds the state of a pattern {other.GetType().Name}."),
    };

    /// <summary>An event that fits clauses. Whether it was of use: filled one, closed, counted.</summary>
    public abstract bool Take(in Hit hit, EngineRun run);

    /// <summary>A deadline is over; it is out of its queue already.</summary>
    public virtual void End(Deadline deadline, EngineRun run) => throw new InvalidOperationException("This pattern has no deadlines.");

    /// <summary>What became of the connection to a VM. Who can be heard now stands in the engine's state already.</summary>
    public virtual void Link(LinkChanged link, EngineRun run)
    {
    }

    /// <summary>Drops all of a VM. Whether there was anything.</summary>
    public virtual bool Forget(string vmId) => false;

    /// <summary>Writes it as an array, unless there is nothing; what is over at the time is left out.</summary>
    public virtual void Write(Utf8JsonWriter writer, string name, long now)
    {
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public virtual void Read(JsonElement keys) => throw new FormatException("a pattern without state has some");
}
