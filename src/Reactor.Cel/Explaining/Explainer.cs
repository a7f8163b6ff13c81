using System.Collections.Immutable;
using Reactor.Cel.Checking;
using Reactor.Cel.Evaluation;
using Reactor.Cel.Syntax;

namespace Reactor.Cel.Explaining;

/// <summary>
/// Takes an expression apart and evaluates its parts by themselves. Works from the text, so that programs, of which there are many, keep
/// nothing for it.
/// </summary>
internal sealed class Explainer(CelEnvironment environment, string text, CelActivation activation)
{
    private bool _hasMore;

    /// <param name="value">What the whole gave.</param>
    public CelExplanation Explain(in CelValue value)
    {
        // It compiled before, so it parses.
        var root = new Resolver(environment).Resolve(Parser.Parse(text));
        IReadOnlyList<Expr> parts = root is LogicalExpr logical ? logical.Operands : [root];
        ImmutableArray<CelPart> explained = [.. Bounded(parts).Select(Part)];
        return new CelExplanation(value, explained, _hasMore);
    }

    private CelPart Part(Expr expr)
    {
        var reads = new ReadPaths();
        reads.Visit(expr);
        return new CelPart(
            expr.Macro is null ? text[expr.Start..expr.End] : Printer.Print(expr),
            expr.Start,
            expr.End - expr.Start,
            Evaluate(expr),
            [.. Bounded(reads.Found).Select(e => new CelRead(Printer.Print(e), Evaluate(e)))]);
    }

    private CelValue Evaluate(Expr expr)
    {
        var checker = new Checker(environment, text, isChecked: false, []);
        var (node, _) = checker.CheckRoot(expr, null);
        var frame = new Frame(activation, checker.LocalCount == 0 ? null : new CelValue[checker.LocalCount], environment.StepBudget);
        var value = node.Evaluate(ref frame);
        return frame.IsExhausted ? Frame.OutOfBudget : value;
    }

    private IEnumerable<T> Bounded<T>(IReadOnlyList<T> all)
    {
        _hasMore |= all.Count > CelExplanation.MaxParts;
        return all.Take(CelExplanation.MaxParts);
    }
}
