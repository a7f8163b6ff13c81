using System.Collections.Immutable;
using Reactor.Rules.Model;

namespace Reactor.Rules.NRules.Network;

/// <summary>The rules that the network found for the event at hand.</summary>
/// <param name="rules">How many there are.</param>
/// <param name="owners">By a condition's number, a rule that has it: which one matters only to conditions that name it, and those have one.</param>
internal sealed class FoundRules(int rules, ImmutableArray<Rule?> owners)
{
    private readonly long[] _foundFor = new long[rules];
    private long _event;

    public void StartEvent() => _event++;

    public void Add(int rule) => _foundFor[rule] = _event;

    public bool Has(int rule) => _foundFor[rule] == _event;

    public Rule OwnerOf(int condition) => owners[condition]!;
}
