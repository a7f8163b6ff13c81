namespace Reactor.Rules.NRules.Network;

/// <summary>An event as the network sees it: what its conditions and actions call.</summary>
internal interface IEventFact
{
    /// <summary>Whether a condition isn't plainly false of the event.</summary>
    bool MayHold(int condition);

    /// <summary>A clause of the rule at this position fits.</summary>
    void Found(int rule);
}
