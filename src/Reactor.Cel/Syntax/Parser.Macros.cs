namespace Reactor.Cel.Syntax;

internal sealed partial class Parser
{
    /// <summary>The comprehension that a method call is, or null where it is none.</summary>
    private static Expr? Macro(Expr range, Token name, List<Expr> arguments, int end)
    {
        (ComprehensionKind Kind, int Variables, bool HasFilter)? shape = (name.Text, arguments.Count) switch
        {
            ("all", 2) => (ComprehensionKind.All, 1, false),
            ("all", 3) => (ComprehensionKind.All, 2, false),
            ("exists", 2) => (ComprehensionKind.Exists, 1, false),
            ("exists", 3) => (ComprehensionKind.Exists, 2, false),
            ("exists_one" or "existsOne", 2) => (ComprehensionKind.ExistsOne, 1, false),
            ("exists_one" or "existsOne", 3) => (ComprehensionKind.ExistsOne, 2, false),
            ("map", 2) => (ComprehensionKind.Map, 1, false),
            ("map", 3) => (ComprehensionKind.Map, 1, true),
            ("filter", 2) => (ComprehensionKind.Filter, 1, false),
            ("transformList", 3) => (ComprehensionKind.Map, 2, false),
            ("transformList", 4) => (ComprehensionKind.Map, 2, true),
            ("transformMap", 3) => (ComprehensionKind.TransformMap, 2, false),
            ("transformMap", 4) => (ComprehensionKind.TransformMap, 2, true),
            ("transformMapEntry", 3) => (ComprehensionKind.TransformMapEntry, 2, false),
            ("transformMapEntry", 4) => (ComprehensionKind.TransformMapEntry, 2, true),
            _ => null,
        };
        if (shape is not { } s)
            return null;
        var first = Variable(arguments[0], name.Text);
        var second = s.Variables == 2 ? Variable(arguments[1], name.Text) : null;
        if (second?.Name == first.Name)
            throw new SyntaxException(second.Start, second.Name.Length, $"the two variables of {name.Text}() need different names");
        var filter = s.HasFilter ? arguments[s.Variables] : null;
        var body = arguments[^1];
        var expr = new ComprehensionExpr(s.Kind, range, first, second, filter, body, range.Start, end);
        return filter is null ? Grow(expr, range, body) : Grow(expr, range, filter, body);
    }

    private static Local Variable(Expr argument, string macro) =>
        argument is IdentExpr { IsAbsolute: false } ident
            ? new(ident.Name, ident.Start)
            : throw new SyntaxException(argument.Start, argument.End - argument.Start, $"{macro}() needs a plain name for its variable here, such as {macro}(x, ...)");
}
