using Reactor.Cel.Evaluation;
using Reactor.Cel.Explaining;

namespace Reactor.Cel;

/// <summary>A compiled expression. Immutable; safe for concurrent use.</summary>
public sealed class CelProgram
{
    private readonly Node _root;
    private readonly int _locals;
    private readonly CelEnvironment _environment;

    internal CelProgram(string text, string canonical, CelType resultType, IReadOnlyList<int> slots, Node root, int locals, CelEnvironment environment, IReadOnlySet<string> present)
    {
        Text = text;
        Canonical = canonical;
        ResultType = resultType;
        Slots = slots;
        PresentWhenTrue = present;
        _root = root;
        _locals = locals;
        _environment = environment;
        FieldTests = [.. CelFieldTest.Of(root, environment.StepBudget)];
    }

    /// <summary>The expression as written.</summary>
    public string Text { get; }

    /// <summary>
    /// The expression with macros expanded, in one spelling: equal for expressions that differ only in blanks, quotes, parentheses, names
    /// of macros and of comprehension variables, and <c>a.b</c> against <c>a["b"]</c>. Expressions of one environment with equal forms mean the same.
    /// </summary>
    public string Canonical { get; }

    /// <summary>The type of its results.</summary>
    public CelType ResultType { get; }

    /// <summary>The slots of the variables that it reads, ascending.</summary>
    public IReadOnlyList<int> Slots { get; }

    /// <summary>
    /// The fields that are there whenever it is true, as <c>has(data.x)</c> says: paths such as <c>data.x</c>, for
    /// <see cref="CelEnvironment.Compile(string, CelType?, IReadOnlyCollection{string}?)"/> of what is only evaluated then.
    /// </summary>
    public IReadOnlySet<string> PresentWhenTrue { get; }

    /// <summary>Comparisons of fields with constants, each of which must hold for the program to be true; those that can be told beforehand.</summary>
    public IReadOnlyList<CelFieldTest> FieldTests { get; }

    /// <summary>Evaluates. What fails, or takes more steps than the environment's budget, gives an error value; nothing is thrown.</summary>
    /// <param name="activation">The variables' values.</param>
    public CelValue Evaluate(CelActivation activation)
    {
        var frame = new Frame(activation, _locals == 0 ? null : new CelValue[_locals], _environment.StepBudget);
        var result = _root.Evaluate(ref frame);
        return frame.IsExhausted ? Frame.OutOfBudget : result;
    }

    /// <summary>Evaluates, and tells why it came out so. Slow: for people.</summary>
    /// <param name="activation">The variables' values.</param>
    public CelExplanation Explain(CelActivation activation) => new Explainer(_environment, Text, activation).Explain(Evaluate(activation));

    /// <inheritdoc/>
    public override string ToString() => Text;
}
