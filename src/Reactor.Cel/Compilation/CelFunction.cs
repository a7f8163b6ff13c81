namespace Reactor.Cel;

/// <summary>
/// A function of the host. It is called with arguments of the declared kinds, none of them an error, and answers with a
/// value or <see cref="CelValue.Error(CelError)"/>; it must be pure, safe for concurrent use, and not throw.
/// </summary>
/// <param name="arguments">The arguments; a method's receiver is the first.</param>
public delegate CelValue CelFunction(ReadOnlySpan<CelValue> arguments);

/// <summary>
/// The steps that a call of a host's function takes, besides one and those for the lengths of its texts: for one whose work grows faster. A
/// step is about 100 ns, or 64 bytes of memory. Pure, and cheap itself.
/// </summary>
/// <param name="arguments">The arguments; a method's receiver is the first.</param>
public delegate long CelCost(ReadOnlySpan<CelValue> arguments);

/// <summary>
/// What is wrong with an argument that stands in the expression as a constant, where a call would fail for it; null for nothing. So it is told when the
/// expression is checked, and not by each evaluation. Pure.
/// </summary>
/// <param name="parameter">Which one, from 0; a method's receiver is the first.</param>
/// <param name="value">The constant, of the parameter's kind.</param>
public delegate string? CelConstantCheck(int parameter, CelValue value);
