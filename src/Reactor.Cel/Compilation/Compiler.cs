using Reactor.Cel.Checking;
using Reactor.Cel.Syntax;

namespace Reactor.Cel;

/// <summary>From text to program: parse, resolve names, check, build.</summary>
internal static class Compiler
{
    public static CelCompilation Compile(CelEnvironment environment, string text, CelType? expected, bool isChecked, IReadOnlyCollection<string>? present = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        Expr resolved;
        try
        {
            resolved = new Resolver(environment).Resolve(Parser.Parse(text));
        }
        catch (SyntaxException e)
        {
            return new(null, [e.Diagnostic]);
        }

        var checker = new Checker(environment, text, isChecked, present ?? []);
        var (node, type) = checker.CheckRoot(resolved, expected);
        var diagnostics = checker.Diagnostics;
        if (diagnostics.Any(d => d.Severity == CelSeverity.Error))
            return new(null, diagnostics);
        var program = new CelProgram(text, Printer.Canonical(resolved), type, checker.Slots, node, checker.LocalCount, environment, checker.PresentWhenTrue(resolved));
        return new(program, diagnostics);
    }
}
