using Reactor.Cel;
using Reactor.Qmp;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Rules.Explaining;

/// <summary>
/// Tries expressions out, as they would be evaluated in a rule that an event fired. Without an event only lists, macros and functions have
/// values; what else is read gives an error that says so.
/// </summary>
public sealed class ExpressionTrial
{
    private readonly RuleEnvironment _environment;
    private readonly CelActivation _activation;

    /// <summary>For one event.</summary>
    /// <param name="vocabulary">Lists and macros.</param>
    /// <param name="seen">The event and its VM; null for none.</param>
    public ExpressionTrial(RuleVocabulary vocabulary, SeenEvent? seen)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        _environment = vocabulary.ForEvents(seen is not null && EventCatalogue.Default.TryGet(seen.Event.Name, out var schema) ? [schema] : []);
        _activation = seen is null ? new NoEvent(vocabulary) : new FiringActivation(vocabulary, Fired(seen));
    }

    /// <summary>Checks and compiles an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="place">Where it would stand.</param>
    public CelCompilation Compile(string text, ExpressionPlace place) => _environment.Compile(text, place);

    /// <summary>Evaluates what <see cref="Compile"/> gave.</summary>
    /// <param name="program">The program.</param>
    public CelExplanation Explain(CelProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return program.Explain(_activation);
    }

    /// <summary>Whether a value could not be had because there is no event to take it from.</summary>
    /// <param name="value">What <see cref="Explain"/> gave.</param>
    public bool WantsEvent(CelValue value) => _activation is NoEvent && value.IsError && value.AsError.Message == NoEvent.Message;

    /// <summary>A firing as a rule would have it that looks for this very event.</summary>
    private static Firing Fired(SeenEvent seen)
    {
        var rule = new Rule
        {
            Name = "eval",
            When = new When { Pattern = new EachPattern([new Clause { Events = [new EventPattern(seen.Event.Name)] }]) },
            Then = [],
        };
        return Firing.Of(rule, RuleKey.OfVm(seen.Vm.Id), seen, new MatchInfo(1, seen.At, seen.At, 0));
    }

    private sealed class NoEvent(RuleVocabulary vocabulary) : CelActivation
    {
        public const string Message = "there is no event to take this from";

        private static readonly CelValue s_missing = CelValue.Error(CelErrorKind.Undeclared, Message);

        public override CelValue Get(int slot) =>
            slot >= RuleVocabulary.FirstListSlot && slot < vocabulary.EventSlot ? vocabulary.Lists[slot - RuleVocabulary.FirstListSlot] : s_missing;
    }
}
