using Reactor.Cel;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Rules.Expressions;

/// <summary>The values for a <c>resolved_by</c> condition that names <c>first</c>: the event at hand, and the one that opened the alert.</summary>
public sealed class ResolveActivation : CelActivation
{
    private readonly RuleVocabulary _vocabulary;
    private readonly EventActivation _event;
    private CelValue _first;

    /// <summary>For one event and one alert.</summary>
    /// <param name="vocabulary">What the rule was compiled under.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="seen">The event at hand.</param>
    /// <param name="first">The alert's opening event; null where it is not known any more: then reading it fails, and the alert stays.</param>
    public ResolveActivation(RuleVocabulary vocabulary, Rule rule, SeenEvent seen, SeenEvent? first)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(seen);
        _vocabulary = vocabulary;
        _event = new EventActivation(vocabulary);
        _event.Bind(seen.Vm, seen.Event);
        _event.Rule = rule;
        _first = CelValue.From(new SeenFields(first));
    }

    /// <summary>For another alert, the event being the same: what was read of that is not read again.</summary>
    /// <param name="first">The alert's opening event; null where it is not known any more.</param>
    public ResolveActivation For(SeenEvent? first)
    {
        _first = CelValue.From(new SeenFields(first));
        return this;
    }

    /// <inheritdoc/>
    public override CelValue Get(int slot) => slot == _vocabulary.FirstSlot ? _first : _event.Get(slot);
}
