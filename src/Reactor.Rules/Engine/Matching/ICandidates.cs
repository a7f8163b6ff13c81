namespace Reactor.Rules.Engine.Matching;

/// <summary>Finds the rules that an event may match: the network of an engine, or its index.</summary>
internal interface ICandidates
{
    /// <summary>
    /// Their places in <see cref="EventPlan.Rules"/>, ascending, for the event at hand. None may be missing that matches, or whose condition fails
    /// (which is the rule's own to tell); what is too many costs time alone, since each is asked itself. The list is reused.
    /// </summary>
    List<int> Of(EventPlan plan);
}
