using Reactor.Cel;
using Reactor.Rules.Engine;

namespace Reactor.Rules.Expressions;

/// <summary>The values for a firing's <c>having</c>, actions, steps and routes: all that templates, record fields and their conditions may name.</summary>
public sealed class FiringActivation : CelActivation
{
    private static readonly CelValue s_none = CelValue.From(CelMap.Of());

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

    /// <summary><c>gathered</c>: results of read-only commands by name.</summary>
    public CelValue Gathered { get; init; } = s_none;

    /// <summary><c>steps</c>: results of earlier steps by their names.</summary>
    public CelValue Steps { get; init; } = s_none;

    /// <summary><c>result</c>: the answer to the question of <c>only_if</c>.</summary>
    public CelValue Result { get; init; }

    /// <inheritdoc/>
    public override CelValue Get(int slot) => (slot - _vocabulary.FirstSlot) switch
    {
        < 0 => _event.Get(slot),
        0 => CelValue.From(new SeenFields(_firing.First)),
        1 => CelValue.From(new SeenFields(_firing.Last)),
        2 => CelValue.From(new SeenFields(_firing.Previous)),
        3 => CelValue.From(new MatchFields(_firing)),
        4 => CelValue.From(_firing.Match.Suppressed),
        5 => CelValue.From(CelMap.Of((CelValue.From("id"), CelValue.From(_firing.Id)))),
        6 => Gathered,
        7 => Steps,
        8 => Result,
        _ => throw new ArgumentOutOfRangeException(nameof(slot)),
    };
}
