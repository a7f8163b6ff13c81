using Reactor.Rules.Engine.Matching;

namespace Reactor.Rules.NRules.Network;

/// <summary>
/// The base of the classes of facts, one for each event name. A fact is used again for each event of its name: the event itself is what the
/// conditions are bound to.
/// </summary>
internal abstract class EventFact : IEventFact
{
    /// <summary>What is evaluated; shared by all facts of an engine.</summary>
    public EventConditions Conditions { get; set; } = null!;

    /// <summary>What was found; shared by all facts of an engine.</summary>
    public FoundRules Rules { get; set; } = null!;

    public bool MayHold(int condition) => Conditions.MayHold(condition, Rules.OwnerOf(condition));

    public void Found(int rule) => Rules.Add(rule);
}
