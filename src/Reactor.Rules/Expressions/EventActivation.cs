using Reactor.Cel;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Rules.Expressions;

/// <summary>The values for conditions and keys. Bound to one event (or one VM's state) after the other; what an event's expressions share is made once.</summary>
internal sealed class EventActivation(RuleVocabulary vocabulary) : CelActivation
{
    // Used again for each event: conditions and keys give scalars, so nothing of it is kept.
    private readonly JsonCelMap _dataMap = new(default);
    private readonly int _dataSlot = vocabulary.DataSlot;
    private readonly int _eventSlot = vocabulary.EventSlot;
    private VmView? _vm;
    private VmEvent? _event;
    private CelValue _eventValue;
    private CelValue _data;
    private CelValue _vmValue;
    private CelValue _hostValue;

    /// <summary>The rule whose expression is evaluated.</summary>
    public Rule? Rule { get; set; }

    /// <summary>For an event; without one, for a VM's state alone: then nothing may ask for <c>event</c> or <c>data</c>.</summary>
    public void Bind(VmView vm, VmEvent? vmEvent)
    {
        if (!ReferenceEquals(vm, _vm))
            _vmValue = _hostValue = default;
        _vm = vm;
        _event = vmEvent;
        if (Made(_data))
            _dataMap.Over(default);
        _eventValue = _data = default;
        Rule = null;
    }

    public override CelValue Get(int slot)
    {
        switch (slot)
        {
            case RuleVocabulary.VmSlot:
                if (!Made(_vmValue))
                    _vmValue = CelValue.From(new VmFields(_vm!));
                return _vmValue;
            case RuleVocabulary.HostSlot:
                if (!Made(_hostValue))
                    _hostValue = CelValue.From(new HostFields(_vm!));
                return _hostValue;
            case RuleVocabulary.RuleSlot: return CelValue.From(new RuleFields(Rule!));
            default:
                if (slot == _dataSlot)
                {
                    if (!Made(_data))
                        _data = CelValue.From(_dataMap.Over(_event!.Data));
                    return _data;
                }

                if (slot == _eventSlot)
                {
                    if (!Made(_eventValue))
                        _eventValue = CelValue.From(new EventFields(_event!));
                    return _eventValue;
                }

                return vocabulary.Lists[slot - RuleVocabulary.FirstListSlot];
        }
    }

    private static bool Made(in CelValue value) => !value.IsNull;
}
