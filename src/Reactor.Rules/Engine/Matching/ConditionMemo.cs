using System.Collections.Immutable;
using Reactor.Cel;

namespace Reactor.Rules.Engine.Matching;

/// <summary>Results of conditions for the event at hand.</summary>
internal sealed class ConditionMemo(ImmutableArray<CelProgram> programs)
{
    private readonly CelValue[] _results = new CelValue[programs.Length];
    private readonly long[] _heldFor = new long[programs.Length];
    private long _event;

    public void StartEvent() => _event++;

    public CelValue Evaluate(int condition, CelActivation activation)
    {
        if (_heldFor[condition] != _event)
        {
            _results[condition] = programs[condition].Evaluate(activation);
            _heldFor[condition] = _event;
        }

        return _results[condition];
    }
}
