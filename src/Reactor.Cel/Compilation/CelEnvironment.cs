using Reactor.Cel.Functions;

namespace Reactor.Cel;

/// <summary>What expressions may name: variables, functions, macros. Immutable; compiling is safe for concurrent use.</summary>
public sealed class CelEnvironment
{
    /// <summary>How many steps one evaluation may take unless told otherwise.</summary>
    public const int DefaultStepBudget = 100_000;

    /// <summary>The longest expression, in UTF-16 units.</summary>
    public const int MaxExpressionLength = 16 * 1024;

    internal CelEnvironment(
        Variable[] variables, Dictionary<string, int> slots, Dictionary<string, string> macros, FunctionTable functions, string container, int stepBudget)
    {
        Variables = variables;
        Slots = slots;
        Macros = macros;
        Functions = functions;
        Container = container;
        StepBudget = stepBudget;
        MaxNameParts = slots.Keys.Concat(macros.Keys).Concat(functions.Names(isMethod: false)).Append(TypeNames.Timestamp).Max(n => n.Count(c => c == '.') + 1);
    }

    internal Variable[] Variables { get; }

    internal Dictionary<string, int> Slots { get; }

    internal Dictionary<string, string> Macros { get; }

    internal FunctionTable Functions { get; }

    internal string Container { get; }

    internal int StepBudget { get; }

    /// <summary>How many identifiers the longest of all names joins.</summary>
    internal int MaxNameParts { get; }

    /// <summary>The slot of a variable, or -1.</summary>
    /// <param name="name">Its name.</param>
    public int SlotOf(string name) => Slots.TryGetValue(name, out var slot) ? slot : -1;

    /// <summary>Parses, checks and compiles an expression.</summary>
    /// <param name="expression">The expression, at most <see cref="MaxExpressionLength"/> long.</param>
    /// <param name="expected">The type it must have; null where any will do.</param>
    /// <param name="present">Optional fields that are known to be there when it is evaluated: <see cref="CelProgram.PresentWhenTrue"/> of what was true before.</param>
    public CelCompilation Compile(string expression, CelType? expected = null, IReadOnlyCollection<string>? present = null) =>
        Compiler.Compile(this, expression, expected, isChecked: true, present);

    /// <summary>Parses and compiles an expression without checking types: undeclared names fail when they are evaluated.</summary>
    /// <param name="expression">The expression, at most <see cref="MaxExpressionLength"/> long.</param>
    public CelCompilation CompileUnchecked(string expression) => Compiler.Compile(this, expression, null, isChecked: false);
}
