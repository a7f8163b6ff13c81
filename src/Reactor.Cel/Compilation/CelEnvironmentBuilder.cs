using Reactor.Cel.Functions;
using Reactor.Cel.Syntax;

namespace Reactor.Cel;

/// <summary>Declares what expressions may name, then builds the environment. Not safe for concurrent use.</summary>
public sealed class CelEnvironmentBuilder
{
    /// <summary>The largest number of parameters of a host's function.</summary>
    public const int MaxParameters = 8;

    private readonly List<Variable> _variables = [];
    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _macros = new(StringComparer.Ordinal);
    private readonly FunctionTable _functions = StandardLibrary.Create();
    private string _container = "";
    private int _stepBudget = CelEnvironment.DefaultStepBudget;

    /// <summary>Declares a variable; the first has slot 0, the next 1, and so on.</summary>
    /// <param name="name">An identifier, or several joined by dots.</param>
    /// <param name="type">Its type.</param>
    /// <exception cref="ArgumentException">The name is taken or no name.</exception>
    public CelEnvironmentBuilder AddVariable(string name, CelType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        RequireName(name);
        RequireFree(name);
        _slots.Add(name, _variables.Count);
        _variables.Add(new Variable(name, type));
        return this;
    }

    /// <summary>Declares a function, or one more overload of it.</summary>
    /// <param name="name">An identifier, or several joined by dots such as <c>ost.source</c>.</param>
    /// <param name="parameters">The types of its parameters; for a method the receiver's first.</param>
    /// <param name="result">The type of its result.</param>
    /// <param name="function">What it does.</param>
    /// <param name="isMethod">Whether it is called as <c>x.name(...)</c>.</param>
    /// <param name="cost">What a call takes of the step budget besides what every call does; null for nothing.</param>
    /// <param name="constants">What is wrong with constant arguments; null for nothing.</param>
    /// <exception cref="ArgumentException">No name, too many parameters, or the same overload is declared.</exception>
    public CelEnvironmentBuilder AddFunction(string name, IReadOnlyList<CelType> parameters, CelType result, CelFunction function, bool isMethod = false, CelCost? cost = null, CelConstantCheck? constants = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(function);
        RequireName(name);
        if (parameters.Count > MaxParameters)
            throw new ArgumentException($"A function has at most {MaxParameters} parameters.", nameof(parameters));
        if (isMethod && parameters.Count == 0)
            throw new ArgumentException("A method's first parameter is its receiver.", nameof(parameters));
        _functions.Add(Overload.Of(name, isMethod, [.. parameters], result, function, cost, constants));
        return this;
    }

    /// <summary>Declares a name for an expression. It is checked where it is used; one that comes back to itself is refused there.</summary>
    /// <param name="name">An identifier.</param>
    /// <param name="expression">The expression; it may use variables, functions and other macros.</param>
    /// <exception cref="ArgumentException">The name is taken or no name.</exception>
    public CelEnvironmentBuilder AddMacro(string name, string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        RequireName(name);
        RequireFree(name);
        _macros.Add(name, expression);
        return this;
    }

    /// <summary>Sets the namespace in which names are looked up first, from the innermost outwards. By default none.</summary>
    /// <param name="container">Identifiers joined by dots.</param>
    public CelEnvironmentBuilder InContainer(string container)
    {
        _container = container;
        return this;
    }

    /// <summary>Sets how many steps one evaluation may take; by default <see cref="CelEnvironment.DefaultStepBudget"/>.</summary>
    /// <param name="steps">At least 1.</param>
    public CelEnvironmentBuilder WithStepBudget(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        _stepBudget = steps;
        return this;
    }

    /// <summary>Builds the environment; the builder may go on to build another.</summary>
    public CelEnvironment Build() =>
        new([.. _variables], new(_slots, StringComparer.Ordinal), new(_macros, StringComparer.Ordinal), _functions.Copy(), _container, _stepBudget);

    private static void RequireName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!name.Split('.').All(Names.IsIdentifier))
            throw new ArgumentException($"'{name}' is no name: identifiers of [_a-zA-Z][_a-zA-Z0-9]*, joined by dots, none of them a reserved word.", nameof(name));
    }

    private void RequireFree(string name)
    {
        if (_slots.ContainsKey(name) || _macros.ContainsKey(name))
            throw new ArgumentException($"'{name}' is declared already.", nameof(name));
    }
}
