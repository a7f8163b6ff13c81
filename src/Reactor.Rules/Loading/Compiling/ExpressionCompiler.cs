using System.Collections.Immutable;
using Reactor.Cel;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Expressions;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Templates;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Compiles the expressions and templates of one clause or rule; what is wrong in them is reported where it stands in the file.</summary>
internal sealed class ExpressionCompiler(RuleEnvironment environment, DiagnosticBag diagnostics)
{
    public DiagnosticBag Diagnostics => diagnostics;

    /// <summary>The place of conditions of actions.</summary>
    public ExpressionPlace ConditionPlace { get; private init; } = ExpressionPlace.ActionCondition;

    /// <summary>The place of texts, arguments and fields of actions.</summary>
    public ExpressionPlace ValuePlace { get; private init; } = ExpressionPlace.Value;

    /// <summary>Names of steps whose results there are not yet.</summary>
    public ImmutableArray<string> Later { get; private init; } = [];

    /// <summary>Members that one VM's QEMU lacks; null where rules are checked for any QEMU.</summary>
    public AbsentMembers? Absent { get; init; }

    /// <summary>For steps and what follows a failure: they see the results of what ran before.</summary>
    /// <param name="names">Whose results there are.</param>
    /// <param name="all">All that the rule has, those that run later too.</param>
    public ExpressionCompiler ForSteps(StepNames names, StepNames all) => new(environment.WithSteps(names), diagnostics)
    {
        Later = [.. all.Steps.Except(names.Steps)],
        ConditionPlace = ExpressionPlace.StepCondition,
        ValuePlace = ExpressionPlace.StepValue,
        Absent = Absent,
    };

    /// <summary>For what is said of a match whose key has parts of these names.</summary>
    public ExpressionCompiler ForKey(IReadOnlyCollection<string> names) => new(environment.WithKey(names), diagnostics)
    {
        ConditionPlace = ConditionPlace,
        ValuePlace = ValuePlace,
        Absent = Absent,
    };

    /// <summary>For what is only evaluated where these optional fields are there.</summary>
    public ExpressionCompiler Given(IReadOnlyCollection<string> present) => present.Count == 0 ? this : new(environment.Given(present), diagnostics)
    {
        Later = Later,
        ConditionPlace = ConditionPlace,
        ValuePlace = ValuePlace,
        Absent = Absent,
    };

    /// <summary>The program of an expression; null when there is none or it is faulty.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="whose">Whose reading of it this is, where one text is compiled for several: begins what is said of its faults.</param>
    /// <param name="advice">What to do about a fault for which no better spelling is known.</param>
    public CelProgram? Compile(YScalar? expression, ExpressionPlace place, string? whose = null, string? advice = null)
    {
        if (expression is null)
            return null;
        var compilation = environment.Compile(expression.Value, place);
        Report(expression, compilation.Diagnostics, DiagnosticCodes.Expression, whose, advice);
        return compilation.Program;
    }

    /// <summary>The template of a text; an empty one when there is none or it is faulty.</summary>
    public TextTemplate Text(YScalar? text) =>
        Template(text, TextTemplate.Parse) ?? TextTemplate.Literal("");

    /// <summary>A template of another kind; null when there is none or it is faulty.</summary>
    public T? Template<T>(YScalar? text, Func<string, RuleEnvironment, ExpressionPlace, Parsed<T>> parse)
        where T : class
    {
        if (text is null)
            return null;
        var parsed = parse(text.Value, environment, ValuePlace);
        Report(text, parsed.Diagnostics, DiagnosticCodes.Template, null, null);
        return parsed.Value;
    }

    private void Report(YScalar scalar, IReadOnlyList<CelDiagnostic> found, string code, string? whose, string? advice)
    {
        foreach (var each in found)
        {
            var place = scalar.PlaceOf(each.Offset, each.Length);
            if (LaterNames.In(each) is { } missing)
            {
                NotYet.Report(place, missing, diagnostics, missing == "secret" ? "in the value of a webhook's header, write {secret:NAME}" : null);
                continue;
            }

            var absent = Absent?.Of(each);
            string message = absent?.Message ?? each.Message;
            message = whose is null ? message : $"{whose}: {message}";
            string? suggestion = absent is not null ? absent.Value.Advice : NamesElsewhere.Later(each, Later) is { } later ? later : each.Suggestion is not null ? each.Hint : advice ?? NamesElsewhere.Advice(each) ?? (code == DiagnosticCodes.Expression ? Braces(scalar) : null) ?? Advice(scalar) ?? each.Advice;
            if (each.Severity == CelSeverity.Error)
                diagnostics.Error(place, code, message, suggestion);
            else
                diagnostics.Warn(place, code, message, suggestion);
        }
    }

    private static string? Braces(YScalar scalar) =>
        scalar.Value.StartsWith("{{", StringComparison.Ordinal) ? "this is an expression already: write it without {{ }}" : null;

    // Without quotes YAML ends a text before ` #`, and within { } at a comma: what is left is half an expression.
    private static string? Advice(YScalar scalar)
    {
        if (scalar.Quoted)
            return null;
        string line = scalar.Place.Source.Line(scalar.Place.Line);
        int end = scalar.Place.Column - 1 + scalar.Place.Length;
        string rest = end < line.Length ? line[end..] : "";
        if (rest.TrimStart().StartsWith('#'))
            return $"quote this: to YAML, # after a blank starts a comment: {Quoting.Yaml(scalar.Value + rest)}";
        var whole = LineValue.At(scalar.Place.Source, scalar.Place.Offset);
        return whole.Length > scalar.Place.Length ? Quoting.Expression(LineValue.Text(whole)) : null;
    }
}
