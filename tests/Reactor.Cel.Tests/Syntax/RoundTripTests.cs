using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Reactor.Cel.Syntax;

namespace Reactor.Cel.Tests.Syntax;

public sealed class RoundTripTests
{
    [Property(MaxTest = 1000)]
    public Property Printed_expression_parses_to_itself() => Prop.ForAll(ExprGenerator.Exprs.ToArbitrary(), expr =>
    {
        var text = Printer.Print(expr);
        return text.Length > CelEnvironment.MaxExpressionLength || Shape.Of(Parser.Parse(text)) == Shape.Of(expr);
    });

    [Property(MaxTest = 1000)]
    public Property Any_expression_compiles_or_tells_why_and_evaluates() => Prop.ForAll(ExprGenerator.Exprs.ToArbitrary(), expr =>
    {
        var text = Printer.Print(expr);
        Compile(text);
    });

    [Property(MaxTest = 2000)]
    public Property Any_text_compiles_or_tells_why() => Prop.ForAll(Texts.ToArbitrary(), Compile);

    private static readonly string[] Pieces =
    [
        "a", "data", ".", "..", "(", ")", "[", "]", "{", "}", ",", ":", "?", "!", "-", "+", "*", "/", "%", "&&", "||", "&", "==", "!=", "<", ">=", " in ", "\"", "'", "\"\"\"", "r'",
        "b'", "\\", "\\u", "\\x4", "`", "1", "0x", "1.5", "1e", "9223372036854775808", "u", "true", "null", "has(", "has(data.x", ".exists(a,", ".map(x, ", "matches(", ".matches('(a*)*')",
        "//", "\n", "\0", "é", "🐱", "\ud800", " ", "for", "node-name", "data.node-name", "timestamp('", "duration(\"1h\")", ".format([", "size(", "type(", "int(", "string(",
    ];

    private static Gen<string> Texts { get; } = Gen.OneOf(
        Gen.Elements(Pieces).ListOf().Select(string.Concat),
        ArbMap.Default.GeneratorFor<string>().Select(s => s ?? ""));

    private static void Compile(string text)
    {
        foreach (var compilation in new[] { Checking.Sample.Environment.Compile(text), Checking.Sample.Environment.CompileUnchecked(text) })
        {
            Assert.Equal(compilation.Program is null, compilation.Diagnostics.Any(d => d.Severity == CelSeverity.Error));
            Assert.All(compilation.Diagnostics, d => Assert.True(d.Offset >= 0 && d.Length >= 0 && d.Offset + d.Length <= text.Length && d.Message.Length > 0));
            var result = compilation.Program?.Evaluate(CelActivation.Empty);
            _ = result?.ToString();
        }
    }
}
