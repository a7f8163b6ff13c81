using System.Diagnostics.CodeAnalysis;
using Reactor.Cel.Evaluation;
using Reactor.Cel.Functions;
using Reactor.Cel.Patterns;
using Reactor.Cel.Syntax;

namespace Reactor.Cel.Checking;

/// <summary>Calls of functions and methods.</summary>
internal sealed partial class Checker
{
    private static readonly string[] MacroNames =
        ["all", "exists", "exists_one", "existsOne", "map", "filter", "transformList", "transformMap", "transformMapEntry"];

    private Typed Call(CallExpr e)
    {
        var isMethod = e.Target is not null;
        var overloads = environment.Functions.Find(e.Name, isMethod);
        if (overloads.Length == 0)
            return UnknownFunction(e);
        Expr[] expressions = isMethod ? [e.Target!, .. e.Arguments] : [.. e.Arguments];
        var arguments = expressions.Select(Check).ToArray();
        var types = Array.ConvertAll(arguments, a => a.Type);
        var fitting = Array.FindAll(overloads, o => Fits(o, types));
        if (fitting.Length == 0)
        {
            var given = string.Join(", ", arguments.Skip(isMethod ? 1 : 0).Select(a => a.Type.Name));
            var called = isMethod ? $"{arguments[0].Type.Name}.{e.Name}({given})" : $"{e.Name}({given})";
            Report(e, $"{called} is not defined; there is {string.Join(", ", overloads.Select(o => o.ToString()))}");
            fitting = Array.FindAll(overloads, o => o.Parameters.Length == arguments.Length);
            if (fitting.Length == 0)
                return new(Fails(CelErrorKind.TypeMismatch, $"{e.Name}() does not take {e.Arguments.Count} arguments"), CelType.Dyn);
        }

        var nodes = Array.ConvertAll(arguments, a => a.Node);
        var result = fitting[0].Result;
        var type = Array.TrueForAll(fitting, o => o.Result.Equals(result)) ? result : CelType.Dyn;
        return new(Build(e, fitting, expressions, nodes), type);
    }

    private static bool Fits(Overload overload, CelType[] arguments)
    {
        if (overload.Parameters.Length != arguments.Length)
            return false;
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!TypeRules.Fit(arguments[i], overload.Parameters[i]))
                return false;
        }

        return true;
    }

    private Node Build(CallExpr e, Overload[] overloads, Expr[] expressions, Node[] nodes)
    {
        if (e.Name == "matches" && nodes is [_, ConstNode { Value.Kind: CelKind.String } pattern])
        {
            if (TryCompile(pattern.Value.AsString, out var compiled, out var problem))
                return Fold(new MatchNode(nodes[0], compiled), nodes[0]);
            Report(expressions[1], problem);
            return new CallNode(e.Name, overloads, nodes);
        }

        var call = new CallNode(e.Name, overloads, nodes);
        if (overloads is [{ Constants: { } constants } only])
            CheckConstants(only, constants, expressions, nodes);
        if (!Array.TrueForAll(overloads, o => o.IsStandard))
            return call;
        var folded = Fold(call, nodes);
        if (folded is ConstNode { Value.IsError: true } failed && e.Name is "timestamp" or "duration")
            Report(e, ((ConstNode)folded).Value.AsError.Message);
        return folded;
    }

    // What was found wrong before, or is of no known type, stands as a constant of any kind.
    private void CheckConstants(Overload overload, CelConstantCheck check, Expr[] expressions, Node[] nodes)
    {
        for (var i = 0; i < nodes.Length; i++)
        {
            if (nodes[i] is ConstNode { Value.IsError: false } constant && overload.Accepts(i, constant.Value) && check(i, constant.Value) is { } problem)
                Report(expressions[i], problem);
        }
    }

    /// <summary>Compiles a pattern, an equal one once; all of an expression's together are bounded.</summary>
    private bool TryCompile(string text, [NotNullWhen(true)] out Pattern? pattern, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (_patterns.TryGetValue(text, out pattern))
            return true;
        if (!PatternText.TryCompile(text, out pattern, out problem))
            return false;
        _patternParts += pattern.Size;
        if (_patternParts > MaxPatternParts)
        {
            problem = $"all patterns of this expression have more than {MaxPatternParts} parts together, their repetitions written out";
            return false;
        }

        _patterns.Add(text, pattern);
        return true;
    }

    private Typed UnknownFunction(CallExpr e)
    {
        var unknown = new Typed(Fails(CelErrorKind.Undeclared, $"there is no function '{e.Name}'"), CelType.Dyn);
        if (!isChecked)
        {
            CheckAll(e.Arguments);
            return unknown;
        }

        if (e.Target is not null && NamespaceOf(e.Target) is { } space)
        {
            var full = $"{space}.{e.Name}";
            var namespaced = environment.Functions.Names(isMethod: false).Where(n => n.Contains('.', StringComparison.Ordinal)).ToList();
            if (Nearest(full, namespaced) is { } near || namespaced.Find(n => n.StartsWith(space + ".", StringComparison.Ordinal)) is { } any && (near = any) is not null)
            {
                Report(e.Start, e.NameStart + e.Name.Length, e, $"there is no function '{full}'", near);
                CheckAll(e.Arguments);
                return unknown;
            }
        }

        var types = CheckGiven(e);
        var isMethod = e.Target is not null;
        var end = e.Macro is null ? e.NameStart + e.Name.Length : e.End;
        if (environment.Functions.Find(e.Name, !isMethod) is { Length: > 0 })
        {
            var (message, suggestion) = isMethod
                ? ($"'{e.Name}' is called as {e.Name}(x)", $"{e.Name}({string.Join(", ", e.Arguments.Prepend(e.Target!).Select(Source))})")
                : ($"'{e.Name}' is called as x.{e.Name}(...)", e.Arguments.Count == 0 ? null : $"{Receiver(e.Arguments[0])}.{e.Name}({string.Join(", ", e.Arguments.Skip(1).Select(Source))})");
            Report(e, message, suggestion);
        }
        else if (isMethod && MacroNames.Contains(e.Name))
        {
            Report(e.NameStart, end, e, $"{e.Name}() takes a variable and what to do with it, such as list.{e.Name}(x, ...)");
        }
        else if (!ReportElsewhere(e, types))
        {
            var names = environment.Functions.Names(isMethod);
            var nearest = Nearest(e.Name, isMethod ? names.Concat(MacroNames) : names.Append("has"));
            Report(e.NameStart, end, e, $"there is no function '{e.Name}'{(isMethod ? " to call on a value" : "")}", nearest);
        }

        return unknown;
    }

    private void CheckAll(IReadOnlyList<Expr> expressions)
    {
        foreach (var expression in expressions)
            Check(expression);
    }

    /// <summary>"a.b" of names of which the first is undeclared.</summary>
    private static string? NamespaceOf(Expr e) => e switch
    {
        IdentExpr ident => ident.Name,
        SelectExpr select => NamespaceOf(select.Target) is { } outer ? $"{outer}.{select.Field}" : null,
        _ => null,
    };
}
