using Reactor.Cel.Evaluation;

namespace Reactor.Cel;

/// <summary>
/// A comparison with a text without which a program is not true: <c>data.device == "d0"</c> in <c>a &amp;&amp; data.device == "d0"</c>. Where what it
/// reads is no error and not this text, the program is false, whatever else is in it (or takes more steps than it may). So of many programs that
/// compare the same field, one look-up tells those that may be true.
/// </summary>
public sealed class CelTextTest
{
    private readonly PathNode _path;
    private readonly int _stepBudget;

    private CelTextTest(PathNode path, string text, int stepBudget)
    {
        _path = path;
        _stepBudget = stepBudget;
        Text = text;
    }

    /// <summary>What it reads: equal for tests that read the same, in programs whose variables have the same slots.</summary>
    public string Source => _path.Key;

    /// <summary>The slot of the variable that it reads a field of.</summary>
    public int Slot => _path.Slot;

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>What the field is now.</summary>
    /// <param name="activation">The variables' values.</param>
    public CelValue Read(CelActivation activation)
    {
        var frame = new Frame(activation, null, _stepBudget);
        return _path.Evaluate(ref frame);
    }

    /// <summary>Those of a program.</summary>
    internal static IEnumerable<CelTextTest> Of(Node root, int stepBudget) => root switch
    {
        PathIsTextNode { IsNegated: false } test => [new(test.Path, test.Text, stepBudget)],
        LogicalNode { IsAnd: true } all => all.Operands.SelectMany(o => Of(o, stepBudget)),
        _ => [],
    };
}
