using Reactor.Cel.Evaluation;

namespace Reactor.Cel;

/// <summary>A field must be above or below a constant: <c>data.x &gt; 17</c>, also written <c>17 &lt; data.x</c>.</summary>
public sealed class CelOrderTest : CelFieldTest
{
    private readonly OrderNode.Test _comparison;
    private readonly CelValue _bound;

    private CelOrderTest(PathNode path, OrderNode.Test comparison, CelValue bound, FieldTestPlace place)
        : base(path, place)
    {
        _comparison = comparison;
        _bound = bound;

        // Integers of both signs are in one exact order, in which their doubles are too; doubles among them would not be: 2^53 is equal to 2^53+1.
        Scale = $"{comparison} {(bound.Kind == CelKind.Uint ? CelKind.Int : bound.Kind)}";
    }

    /// <summary>Tests of equal scales can be put in order by <see cref="CompareReach"/>: what one of them holds for, those before it hold for.</summary>
    public string Scale { get; }

    /// <summary>The constant.</summary>
    public CelValue Bound => _bound;

    /// <summary>Whether it holds for what the field is; null where that has no order with the constant, which is an error.</summary>
    /// <param name="value">The field.</param>
    public bool? Holds(in CelValue value) => OrderNode.Holds(_comparison, CelOrdering.Compare(value, _bound));

    /// <summary>Negative where this holds for more values than the other one, of the same scale.</summary>
    /// <param name="other">The other one.</param>
    public int CompareReach(CelOrderTest other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var order = CelOrdering.Compare(_bound, other._bound) ?? throw new ArgumentException("It is of another scale.", nameof(other));
        return _comparison is OrderNode.Test.Greater or OrderNode.Test.GreaterOrEqual ? order : -order;
    }

    // Only what is equal to itself has a place in an order: so NaN has none, nor have lists.
    internal static CelOrderTest? Of(PathNode path, OrderNode.Test comparison, CelValue bound, FieldTestPlace place) =>
        CelOrdering.Compare(bound, bound) == 0 ? new(path, comparison, bound, place) : null;
}
