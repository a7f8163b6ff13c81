using Reactor.Cel;
using Reactor.Rules.Engine;

namespace Reactor.Rules.Expressions;

/// <summary>The values for a firing's actions and routes: all that templates, record fields and their conditions may name.</summary>
public sealed class FiringActivation : CelActivation
{
    private readonly RuleVocabulary _vocabulary;
    private readonly Firing _firing;
    private readonly EventActivation _event;

    /// <summary>For one firing.</summary>
    /// <param name="vocabulary">What the rule was compiled under: <see cref="RuleSet.Vocabulary"/>.</param>
    /// <param name="firing">The firing.</param>
    public FiringActivation(RuleVocabulary vocabulary, Firing firing)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(firing);
        _vocabulary = vocabulary;
        _firing = firing;
        _event = new EventActivation(vocabulary);
        _event.Bind(firing.Vm, firing.Event);
        _event.Rule = firing.Rule;
    }

    /// <inheritdoc/>
    public override CelValue Get(int slot) => (slot - _vocabulary.DataSlot) switch
    {
        <= 0 => _event.Get(slot),
        1 => CelValue.From(new MatchFields(_firing)),
        2 => CelValue.From(_firing.Match.Suppressed),
        3 => CelValue.From(CelMap.Of((CelValue.From("id"), CelValue.From(_firing.Id)))),
        _ => throw new ArgumentOutOfRangeException(nameof(slot)),
    };
}
