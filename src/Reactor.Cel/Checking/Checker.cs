using System.Collections.Immutable;
using Reactor.Cel.Evaluation;
using Reactor.Cel.Patterns;
using Reactor.Cel.Syntax;

namespace Reactor.Cel.Checking;

/// <summary>What an expression was found to be.</summary>
internal readonly record struct Typed(Node Node, CelType Type);

/// <summary>
/// Goes once over a resolved expression: finds its type, reports all that is wrong, and builds what evaluates it. Without checking it
/// builds only, and what is wrong fails when evaluated.
/// </summary>
internal sealed partial class Checker(CelEnvironment environment, string text, bool isChecked, IReadOnlyCollection<string> present)
{
    private const int MaxDiagnostics = 100;

    private const int MaxFoldingSteps = 20_000;
    private const int StepsPerFolding = 1000;
    private const int MaxPatternParts = 100_000;

    private readonly List<CelDiagnostic> _diagnostics = [];
    private readonly Guards _guards = new();
    private readonly Dictionary<string, Pattern> _patterns = new(StringComparer.Ordinal);
    private readonly SortedSet<int> _slots = [];
    private readonly Dictionary<Local, (int Index, CelType Type)> _locals = [];
    private ImmutableHashSet<string> _present = ImmutableHashSet.CreateRange(StringComparer.Ordinal, present);
    private Expr? _condition;
    private bool _isTest;
    private int _nodes;
    private int _patternParts;
    private int _foldingSteps = MaxFoldingSteps;

    public IReadOnlyList<CelDiagnostic> Diagnostics => [.. _diagnostics.DistinctBy(d => (d.Offset, d.Length, d.Message)).OrderBy(d => d.Offset)];

    public IReadOnlyList<int> Slots => [.. _slots];

    /// <summary>How many values of comprehension variables are alive at once.</summary>
    public int LocalCount { get; private set; }

    /// <summary>The optional fields that are there whenever the expression is true.</summary>
    public IReadOnlySet<string> PresentWhenTrue(Expr expr) => _guards.When(expr, true);

    public Typed CheckRoot(Expr expr, CelType? expected)
    {
        _condition = expr;
        _isTest = expected?.Kind == CelTypeKind.Bool || IsTest(expr);
        var result = Check(expr);
        if (expected is not null && !TypeRules.Fit(result.Type, expected))
        {
            var wanted = expected.Kind == CelTypeKind.Bool ? "true or false" : $"a {expected.Name}";
            Report(expr, $"this must be {wanted}, but it is of type {result.Type.Name}", BoolSuggestion(expr, result.Type, expected));
        }

        return result;
    }

    private Typed Check(Expr expr)
    {
        _nodes++;
        var before = _diagnostics.Count;
        var result = CheckKind(expr);
        if (result.Node is ConstNode { Value.IsError: true } failure && _diagnostics.Count == before)
            Report(expr.Start, expr.End, expr, $"this always fails: {failure.Value.AsError.Message}", null, CelSeverity.Warning);
        return result;
    }

    private Typed CheckKind(Expr expr)
    {
        return expr switch
        {
            LiteralExpr e => new(new ConstNode(e.Value), TypeOf(e.Value)),
            TypeExpr e => new(new ConstNode(e.Value), CelType.Type),
            VariableExpr e => Variable(e),
            LocalExpr e => new(new LocalNode(_locals[e.Local].Index), _locals[e.Local].Type),
            IdentExpr e => Undeclared(e),
            SelectExpr e => Select(e),
            IndexExpr e => Index(e),
            HasExpr e => Has(e),
            UnaryExpr e => Unary(e),
            BinaryExpr e => Binary(e),
            LogicalExpr e => Logical(e),
            ConditionalExpr e => Conditional(e),
            ListExpr e => List(e),
            MapExpr e => Map(e),
            ComprehensionExpr e => Comprehension(e),
            CallExpr e => Call(e),
            _ => throw new InvalidOperationException($"No such expression: {expr.GetType().Name}."),
        };
    }

    private static CelType TypeOf(in CelValue value) => value.Kind switch
    {
        CelKind.Bool => CelType.Bool,
        CelKind.Int => CelType.Int,
        CelKind.Uint => CelType.Uint,
        CelKind.Double => CelType.Double,
        CelKind.String => CelType.String,
        _ => CelType.Null,
    };

    /// <summary>Checks an expression that is only evaluated when these fields are there.</summary>
    private Typed CheckWith(Expr expr, ImmutableHashSet<string> present)
    {
        var outer = _present;
        _present = outer.Count > present.Count ? outer.Union(present) : present.Union(outer);
        var result = Check(expr);
        _present = outer;
        return result;
    }

    /// <summary>Checks an expression that decides something: where a missing guard belongs.</summary>
    private Typed CheckCondition(Expr expr, ImmutableHashSet<string> present, string what)
    {
        var outer = (_condition, _isTest);
        (_condition, _isTest) = (expr, true);
        var result = CheckWith(expr, present);
        RequireBool(expr, result.Type, what);
        (_condition, _isTest) = outer;
        return result;
    }

    private void RequireBool(Expr expr, CelType type, string what)
    {
        if (!TypeRules.Fit(type, CelType.Bool))
            Report(expr, $"{what} must be true or false, but this is of type {type.Name}", BoolSuggestion(expr, type, CelType.Bool));
    }

    private string? BoolSuggestion(Expr expr, CelType type, CelType expected) => expected.Kind != CelTypeKind.Bool ? null : type.Kind switch
    {
        CelTypeKind.String => $"{Source(expr)} != \"\"",
        CelTypeKind.Int => $"{Source(expr)} != 0",
        _ => null,
    };

    /// <summary>The text that an expression was written as; after too many errors none, as it would not be shown.</summary>
    private string Source(Expr expr) =>
        _diagnostics.Count >= MaxDiagnostics ? "" : expr.Macro is null ? text[expr.Start..expr.End] : Printer.Print(expr);

    private void Report(Expr at, string message, string? suggestion = null, string? advice = null) => Report(at.Start, at.End, at, message, suggestion, advice: advice);

    private void Report(int start, int end, Expr from, string message, string? suggestion = null, CelSeverity severity = CelSeverity.Error, string? advice = null)
    {
        if (isChecked)
            ReportAlways(start, end, from, message, suggestion, severity, advice);
    }

    private void ReportAlways(int start, int end, Expr from, string message, string? suggestion = null, CelSeverity severity = CelSeverity.Error, string? advice = null)
    {
        // A macro's text isn't here, so neither is the place that a suggestion could go to.
        if (from.Macro is { } macro)
            message = $"in macro '{macro}': {message}{(suggestion is null ? "" : $"; {CelDiagnostic.Meant(suggestion)}")}";
        if (_diagnostics.Count < MaxDiagnostics)
            _diagnostics.Add(new(severity, start, end - start, message, from.Macro is null ? suggestion : null) { Advice = advice });
    }

    /// <summary>The nearest name; after too many errors none, as that takes time.</summary>
    private string? Nearest(string wrong, IEnumerable<string> names) => _diagnostics.Count < MaxDiagnostics ? Spelling.Nearest(wrong, names) : null;

    private static ConstNode Fails(CelErrorKind kind, string message) => new(CelValue.Error(kind, message));

    /// <summary>Evaluates what can only have one value now, once. Bounded for all of an expression: its constants stay in memory.</summary>
    private Node Fold(Node node, params ReadOnlySpan<Node> operands)
    {
        foreach (var operand in operands)
        {
            if (operand is not ConstNode)
                return node;
        }

        var budget = Math.Min(StepsPerFolding, _foldingSteps);
        var frame = new Frame(CelActivation.Empty, null, budget);
        var value = node.Evaluate(ref frame);
        _foldingSteps -= frame.IsExhausted ? budget : budget - frame.Left;
        return frame.IsExhausted ? node : new ConstNode(value);
    }
}
