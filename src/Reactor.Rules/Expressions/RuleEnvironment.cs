using System.Collections.Immutable;
using Reactor.Cel;
using Reactor.Qmp;

namespace Reactor.Rules.Expressions;

/// <summary>Compiles the expressions of one clause or rule, checked against its events. Safe for concurrent use.</summary>
public sealed class RuleEnvironment
{
    private readonly CelEnvironment _state;
    private readonly CelEnvironment _route;
    private readonly CelEnvironment _matching;
    private readonly CelEnvironment _resolving;
    private readonly CelEnvironment _having;
    private readonly CelEnvironment _acting;
    private readonly CelEnvironment _stepping;
    private readonly CelEnvironment _answering;

    private readonly Func<StepNames?, IReadOnlyCollection<string>?, RuleEnvironment> _with;
    private readonly IReadOnlyCollection<string>? _key;
    private ImmutableHashSet<string> _present = [];

    internal RuleEnvironment(
        RuleVocabulary vocabulary, IReadOnlyCollection<EventSchema> completing, IReadOnlyCollection<EventSchema> first, IReadOnlyCollection<EventSchema> last,
        StepNames? steps = null, IReadOnlyCollection<string>? key = null)
    {
        Vocabulary = vocabulary;
        _with = (steps, key) => new RuleEnvironment(vocabulary, completing, first, last, steps, key);
        _key = key;
        DataType = Data(completing);

        // Each goes on where the one before ended: the slots of what they share are equal.
        var builder = Common(vocabulary);
        _state = builder.Build();
        builder.AddVariable("event", RuleTypes.Event(completing));
        _route = Routing(vocabulary, completing);
        builder.AddVariable("data", DataType);
        _matching = builder.Build();
        builder.AddVariable("first", RuleTypes.Seen("first", first, Data(first)));
        _resolving = builder.Build();
        builder.AddVariable("last", RuleTypes.Seen("last", last, Data(last)));
        builder.AddVariable("previous", RuleTypes.Previous(last, Data(last)));
        builder.AddVariable("match", key is null ? RuleTypes.Match : RuleTypes.MatchOf(key));
        _having = builder.Build();
        builder.AddVariable("suppressed", CelType.Int);
        builder.AddVariable("firing", RuleTypes.Firing);
        _acting = builder.Build();
        builder.AddVariable("gathered", Results("gathered", steps?.Gathered));
        builder.AddVariable("steps", Results("steps", steps?.Steps));
        _stepping = builder.Build();
        builder.AddVariable("result", CelType.Dyn);
        _answering = builder.Build();
    }

    private static CelEnvironmentBuilder Common(RuleVocabulary vocabulary)
    {
        var builder = new CelEnvironmentBuilder();
        RuleFunctions.Add(builder);
        builder.AddVariable("vm", RuleTypes.Vm);
        builder.AddVariable("host", RuleTypes.Host);
        builder.AddVariable("rule", RuleTypes.Rule);
        for (var i = 0; i < vocabulary.Lists.Length; i++)
            builder.AddVariable(vocabulary.ListNames[i], vocabulary.ListTypes[i]);
        vocabulary.AddMacros(builder);
        return builder;
    }

    // Its alert stands where the others have their data.
    private static CelEnvironment Routing(RuleVocabulary vocabulary, IReadOnlyCollection<EventSchema> events)
    {
        var builder = Common(vocabulary);
        builder.AddVariable("event", RuleTypes.Event(events));
        builder.AddVariable("alert", RuleTypes.Alert);
        return builder.Build();
    }

    /// <summary>What it was made from.</summary>
    public RuleVocabulary Vocabulary { get; }

    /// <summary>The type of <c>data</c>.</summary>
    public CelType DataType { get; }

    /// <summary>The same, where it is known which results there may be: any other name under <c>steps</c> and <c>gathered</c> is refused.</summary>
    /// <param name="names">The names.</param>
    internal RuleEnvironment WithSteps(StepNames names) => _with(names, _key).Given(_present);

    /// <summary>The same, where it is known which parts the rule's key has: any other name under <c>match.key</c> is refused.</summary>
    /// <param name="names">Their names.</param>
    internal RuleEnvironment WithKey(IReadOnlyCollection<string> names) => _with(null, names).Given(_present);

    /// <summary>The same for what is only evaluated where these optional fields are there: <see cref="CelProgram.PresentWhenTrue"/> of what was true before.</summary>
    /// <param name="present">Paths such as <c>data.nospace</c>.</param>
    public RuleEnvironment Given(IReadOnlyCollection<string> present)
    {
        ArgumentNullException.ThrowIfNull(present);
        if (present.Count == 0)
            return this;
        var given = (RuleEnvironment)MemberwiseClone();
        given._present = _present.Union(present);
        return given;
    }

    /// <summary>Compiles an expression; its diagnostics' offsets are into <paramref name="text"/>.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="place">Where it stands.</param>
    public CelCompilation Compile(string text, ExpressionPlace place)
    {
        ArgumentNullException.ThrowIfNull(text);
        return LabelTests.Refuse(place switch
        {
            ExpressionPlace.StateCondition => _state.Compile(text, CelType.Bool, _present),
            ExpressionPlace.Condition => _matching.Compile(text, CelType.Bool, _present),
            ExpressionPlace.ResolveCondition => _resolving.Compile(text, CelType.Bool, _present),
            ExpressionPlace.Having => _having.Compile(text, CelType.Bool, _present),
            ExpressionPlace.Key => ScalarOnly(_matching.Compile(text, null, _present), text),
            ExpressionPlace.FiringKey => ScalarOnly(_acting.Compile(text, null, _present), text),
            ExpressionPlace.ActionCondition => _acting.Compile(text, CelType.Bool, _present),
            ExpressionPlace.Value => _acting.Compile(text, null, _present),
            ExpressionPlace.StepCondition => _stepping.Compile(text, CelType.Bool, _present),
            ExpressionPlace.StepValue => _stepping.Compile(text, null, _present),
            ExpressionPlace.AnswerCheck => _answering.Compile(text, CelType.Bool, _present),
            ExpressionPlace.RouteCondition => _route.Compile(text, CelType.Bool, _present),
            _ => throw new ArgumentOutOfRangeException(nameof(place)),
        });
    }

    private CelType Data(IReadOnlyCollection<EventSchema> events) => events.Count == 0 ? CelType.Dyn : EventDataType.Of(events, Vocabulary.QemuMin);

    private static CelType Results(string name, IReadOnlyCollection<string>? known) =>
        known is null ? CelType.MapOf(CelType.String, CelType.Dyn) : CelType.Record(name, known.Distinct().Select(n => new CelField(n, CelType.Dyn)));

    private static CelCompilation ScalarOnly(CelCompilation compilation, string text)
    {
        if (compilation.Program?.ResultType.Kind is not (CelTypeKind.List or CelTypeKind.Map or CelTypeKind.Record or CelTypeKind.Type))
            return compilation;
        var message = $"a key is a string, a number or a bool, and this is {compilation.Program.ResultType.Name}";
        return new(null, [.. compilation.Diagnostics, new(CelSeverity.Error, 0, text.Length, message, null)]);
    }
}
