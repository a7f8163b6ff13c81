using Reactor.Cel.Syntax;

namespace Reactor.Cel;

/// <summary>From text to program: parse, resolve names, check, build.</summary>
internal static class Compiler
{
    public static CelCompilation Compile(CelEnvironment environment, string text, CelType? expected, bool isChecked)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            _ = Parser.Parse(text);
            _ = (environment, expected, isChecked);
            throw new NotImplementedException("Only parsing so far.");
        }
        catch (SyntaxException e)
        {
            return new(null, [e.Diagnostic]);
        }
    }
}
