using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Reactor.Cel.Tests.Evaluation;

/// <summary><c>&amp;&amp;</c> and <c>||</c> over true, false and errors.</summary>
public sealed class LogicTests
{
    private const string True = "true";
    private const string False = "false";
    private const string Error = "(1 / 0 > 0)";
    private const string Text = "dyn('x')";

    private static Gen<string> Operand { get; } = Gen.Elements(True, False, Error, Text);

    private static Gen<string[]> Operands { get; } = Operand.NonEmptyListOf().Select(o => o.ToArray());

    [Property]
    public Property And_is_false_with_any_false_else_an_error_with_any_error_else_true() => Prop.ForAll(Operands.ToArbitrary(), operands =>
        Outcome(string.Join(" && ", operands)) == (operands.Contains(False) ? False : operands.Any(o => o is Error or Text) && operands.Length > 1 ? "error" : Outcome(operands[0])));

    [Property]
    public Property Or_is_the_opposite_of_and_of_opposites() => Prop.ForAll(Operands.ToArbitrary(), operands =>
        Outcome($"({string.Join(" || ", operands)}) || false") == Outcome($"!({string.Join(" && ", operands.Select(o => $"!({o})"))})"));

    [Property]
    public Property Order_does_not_matter() => Prop.ForAll(Operands.ToArbitrary(), operands =>
        Outcome(string.Join(" || ", operands)) == Outcome(string.Join(" || ", operands.Reverse())));

    [Property]
    public Property All_is_and_of_its_elements() => Prop.ForAll(Operands.ToArbitrary(), operands =>
    {
        var list = $"[{string.Join(", ", operands.Select(o => o switch { True => "1", False => "2", Error => "0", _ => "'x'" }))}]";
        return Outcome($"{list}.all(e, 1 / e == 1)") == Outcome($"true && {string.Join(" && ", operands)}");
    });

    private static string Outcome(string expression)
    {
        var value = Eval.Unchecked(expression);
        return value.IsError ? "error" : value.Kind == CelKind.Bool ? value.ToString() : "text";
    }
}
