namespace Reactor.Cel.Syntax;

/// <summary>A variable of the environment.</summary>
internal sealed record VariableExpr(int Slot, string Name, int Start, int End) : Expr(Start, End);

/// <summary>A type as a value, such as <c>int</c>.</summary>
internal sealed record TypeExpr(CelValue Value, int Start, int End) : Expr(Start, End);

/// <summary>
/// Says what names stand for: comprehension variables, variables, functions, types; puts macros in their place. What it can't resolve it
/// leaves as an <see cref="IdentExpr"/> or <see cref="CallExpr"/>.
/// </summary>
internal sealed class Resolver(CelEnvironment environment)
{
    private const int MaxNodes = 50_000;
    private const int MaxDepth = 2 * Parser.MaxHeight;
    private const int CharactersPerTerm = 32;

    private readonly Dictionary<string, Expr> _parsed = new(StringComparer.Ordinal);
    private readonly List<string> _macros = [];
    private List<Local> _scope = [];
    private Expr? _use;
    private int _nodes;
    private int _depth;
    private int _locals;

    /// <exception cref="SyntaxException">A macro is no expression, comes back to itself, or all becomes too large.</exception>
    public Expr Resolve(Expr expr)
    {
        if ((_nodes += Terms(expr)) > MaxNodes)
            throw new SyntaxException(At(expr).Start, 0, $"with its macros put in, the expression is larger than {MaxNodes} terms");
        if (++_depth > MaxDepth)
            throw new SyntaxException(At(expr).Start, 0, $"with its macros put in, the expression is nested deeper than {MaxDepth} levels");
        var resolved = ResolveKind(At(expr));
        _depth--;
        return resolved;
    }

    // A macro's long texts and names are put in each time, too.
    private static int Terms(Expr expr) => 1 + (expr switch
    {
        LiteralExpr { Value.Kind: CelKind.String } e => e.Value.AsString.Length,
        IdentExpr e => e.Name.Length,
        SelectExpr e => e.Field.Length,
        CallExpr e => e.Name.Length,
        _ => 0,
    } / CharactersPerTerm);

    private Expr ResolveKind(Expr expr)
    {
        switch (expr)
        {
            case IdentExpr ident:
                return Ident(ident);
            case SelectExpr select:
                return Qualified(select) ?? select with { Target = Resolve(select.Target) };
            case CallExpr call:
                return Call(call);
            case IndexExpr e:
                return e with { Target = Resolve(e.Target), Index = Resolve(e.Index) };
            case UnaryExpr e:
                return e with { Operand = Resolve(e.Operand) };
            case BinaryExpr e:
                return e with { Left = Resolve(e.Left), Right = Resolve(e.Right) };
            case LogicalExpr e:
                return e with { Operands = ResolveAll(e.Operands) };
            case ConditionalExpr e:
                return e with { Condition = Resolve(e.Condition), WhenTrue = Resolve(e.WhenTrue), WhenFalse = Resolve(e.WhenFalse) };
            case ListExpr e:
                return e with { Items = ResolveAll(e.Items) };
            case MapExpr e:
                return e with { Entries = [.. e.Entries.Select(entry => (Resolve(entry.Key), Resolve(entry.Value)))] };
            case HasExpr e:
                return e with { Operand = Has(e.Operand) };
            case ComprehensionExpr e:
                return Comprehension(e);
            default:
                return expr;
        }
    }

    // has(a.b) asks for b in a, whatever a variable a.b may be.
    private Expr Has(Expr operand) => operand is SelectExpr select ? At(select) is SelectExpr s ? s with { Target = Resolve(select.Target) } : operand : Resolve(operand);

    private Expr[] ResolveAll(IReadOnlyList<Expr> all)
    {
        var resolved = new Expr[all.Count];
        for (var i = 0; i < resolved.Length; i++)
            resolved[i] = Resolve(all[i]);
        return resolved;
    }

    private ComprehensionExpr Comprehension(ComprehensionExpr e)
    {
        var range = Resolve(e.Range);
        var first = new Local(e.First.Name, e.First.Start, ++_locals);
        var second = e.Second is null ? null : new Local(e.Second.Name, e.Second.Start, ++_locals);
        _scope.Add(first);
        if (second is not null)
            _scope.Add(second);
        var resolved = e with
        {
            Range = range,
            First = first,
            Second = second,
            Filter = e.Filter is null ? null : Resolve(e.Filter),
            Body = Resolve(e.Body),
        };
        _scope.RemoveRange(_scope.Count - (second is null ? 1 : 2), second is null ? 1 : 2);
        return resolved;
    }

    private Expr Ident(IdentExpr ident)
    {
        if (!ident.IsAbsolute && FindLocal(ident.Name) is { } local)
            return new LocalExpr(local, ident.Start, ident.End) { Macro = ident.Macro };
        return Global(ident.Name, ident.IsAbsolute, ident) ?? ident;
    }

    private Expr? Qualified(SelectExpr select) =>
        PathOf(select, environment.MaxNameParts) is var (name, root) && (root.IsAbsolute || FindLocal(root.Name) is null) ? Global(name, root.IsAbsolute, select) : null;

    private Expr? Global(string name, bool isAbsolute, Expr use)
    {
        foreach (var candidate in Candidates(name, isAbsolute))
        {
            if (environment.Slots.TryGetValue(candidate, out var slot))
                return new VariableExpr(slot, candidate, use.Start, use.End) { Macro = use.Macro };
            if (environment.Macros.TryGetValue(candidate, out var text))
                return Expand(candidate, text, use);
            if (TypeNames.TryGet(candidate, out var type))
                return new TypeExpr(type, use.Start, use.End) { Macro = use.Macro };
        }

        return null;
    }

    private Expr Expand(string name, string text, Expr use)
    {
        if (_macros.Contains(name))
            throw new SyntaxException(use.Start, use.End - use.Start, $"macro '{name}' comes back to itself: {string.Join(" -> ", [.. _macros, name])}");
        if (!_parsed.TryGetValue(name, out var body))
            _parsed[name] = body = Parse(name, text, use);
        var (scope, outer) = (_scope, _use);
        _scope = [];
        _use ??= use with { Macro = name };
        _macros.Add(name);
        var resolved = Resolve(body);
        _macros.RemoveAt(_macros.Count - 1);
        (_scope, _use) = (scope, outer);
        return resolved;
    }

    private static Expr Parse(string name, string text, Expr use)
    {
        try
        {
            return Parser.Parse(text);
        }
        catch (SyntaxException e)
        {
            throw new SyntaxException(use.Start, use.End - use.Start, $"in macro '{name}', at its character {e.Diagnostic.Offset + 1}: {e.Message}");
        }
    }

    private CallExpr Call(CallExpr call)
    {
        var arguments = ResolveAll(call.Arguments);
        if (call.Target is null)
            return call with { Name = Function(call.Name, call.IsAbsolute) ?? call.Name, Arguments = arguments };
        if (PathOf(call.Target, environment.MaxNameParts - 1) is var (path, root) && (root.IsAbsolute || FindLocal(root.Name) is null)
            && Function($"{path}.{call.Name}", root.IsAbsolute) is { } name)
        {
            return call with { Target = null, Name = name, NameStart = call.Start, Arguments = arguments };
        }

        return call with { Target = Resolve(call.Target), Arguments = arguments };
    }

    private string? Function(string name, bool isAbsolute)
    {
        foreach (var candidate in Candidates(name, isAbsolute))
        {
            if (environment.Functions.Find(candidate, isMethod: false).Length > 0)
                return candidate;
        }

        return null;
    }

    /// <summary>The names that a name may mean, the innermost namespace's first.</summary>
    private IEnumerable<string> Candidates(string name, bool isAbsolute)
    {
        for (var container = isAbsolute ? "" : environment.Container; container.Length > 0;)
        {
            yield return $"{container}.{name}";
            var dot = container.LastIndexOf('.');
            container = dot < 0 ? "" : container[..dot];
        }

        yield return name;
    }

    // Longer than any name that there is, it is none.
    private static (string Name, IdentExpr Root)? PathOf(Expr expr, int maxParts) => expr switch
    {
        IdentExpr ident when maxParts > 0 => (ident.Name, ident),
        SelectExpr select when maxParts > 1 && Names.IsSelector(select.Field) && PathOf(select.Target, maxParts - 1) is var (path, root) => ($"{path}.{select.Field}", root),
        _ => null,
    };

    private Local? FindLocal(string name) => _scope.FindLast(l => l.Name == name);

    /// <summary>Inside a macro every position is that of the macro's use.</summary>
    private Expr At(Expr expr) => _use is not { } use ? expr : expr switch
    {
        SelectExpr e => e with { Start = use.Start, End = use.End, FieldStart = use.Start, Macro = use.Macro },
        CallExpr e => e with { Start = use.Start, End = use.End, NameStart = use.Start, Macro = use.Macro },
        _ => expr with { Start = use.Start, End = use.End, Macro = use.Macro },
    };
}
