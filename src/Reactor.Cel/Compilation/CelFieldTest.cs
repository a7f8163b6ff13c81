using Reactor.Cel.Evaluation;

namespace Reactor.Cel;

/// <summary>
/// A comparison of a field with constants without which a program is not true: <c>data.device == "d0"</c> in <c>a &amp;&amp; data.device == "d0"</c>.
/// Where what it reads is no error and fails the comparison, the program is false, whatever else is in it (or takes more steps than it may).
/// So of many programs that compare the same field, one look-up tells those that may be true.
/// </summary>
public abstract class CelFieldTest
{
    private readonly PathNode _path;
    private readonly int _stepBudget;

    private protected CelFieldTest(PathNode path, FieldTestPlace place)
    {
        _path = path;
        _stepBudget = place.StepBudget;
        Source = path.Key;
        IsGuarded = place.Guards.Contains(Source);
    }

    /// <summary>What it reads: equal for tests that read the same, in programs whose variables have the same slots.</summary>
    public string Source { get; }

    /// <summary>The slot of the variable that it reads a field of.</summary>
    public int Slot => _path.Slot;

    /// <summary>Whether the program is false too where the field is absent, since it asks <c>has()</c> for it.</summary>
    public bool IsGuarded { get; }

    /// <summary>What the field is now.</summary>
    /// <param name="activation">The variables' values.</param>
    public CelValue Read(CelActivation activation)
    {
        var frame = new Frame(activation, null, _stepBudget);
        return _path.Evaluate(ref frame);
    }

    /// <summary>Whether what <see cref="Read"/> gave says that the field is absent, all that it would be in being there.</summary>
    /// <param name="value">The value.</param>
    public bool IsAbsent(in CelValue value) => _path.IsAbsent(value);

    /// <summary>Those of a program.</summary>
    internal static IEnumerable<CelFieldTest> Of(Node root, int stepBudget)
    {
        List<Node> operands = [.. Operands(root)];
        var guards = operands.OfType<HasNode>().Select(h => h.Path?.Key).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return operands.Select(o => Of(o, new FieldTestPlace(stepBudget, guards))).OfType<CelFieldTest>();
    }

    private static IEnumerable<Node> Operands(Node node) => node is LogicalNode { IsAnd: true } all ? all.Operands.SelectMany(Operands) : [node];

    private static CelFieldTest? Of(Node node, FieldTestPlace place) => node switch
    {
        PathIsTextNode { IsNegated: false } test => CelEqualTest.Of(test.Path, [CelValue.From(test.Text)], place),
        EqualIntNode { IsNegated: false, Operand: PathNode path } test => CelEqualTest.Of(path, [test.Number], place),
        InNode { Item: PathNode path, Container: ConstNode { Value.Kind: CelKind.List } all } => CelEqualTest.Of(path, [.. Items(all.Value.AsList)], place),
        InIndexNode { Item: PathNode path } test => CelEqualTest.Of(path, [.. Items(test.List)], place),
        OrderNode { Left: PathNode path, Right: ConstNode bound } test => CelOrderTest.Of(path, test.Comparison, bound.Value, place),
        OrderNode { Left: ConstNode bound, Right: PathNode path } test => CelOrderTest.Of(path, OrderNode.Mirrored(test.Comparison), bound.Value, place),
        _ => null,
    };

    private static IEnumerable<CelValue> Items(CelList list) => Enumerable.Range(0, list.Count).Select(i => list[i]);
}

/// <summary>What tests of one program have in common.</summary>
internal readonly record struct FieldTestPlace(int StepBudget, IReadOnlySet<string> Guards);
