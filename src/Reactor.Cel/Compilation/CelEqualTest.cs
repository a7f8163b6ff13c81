using System.Collections.Immutable;
using Reactor.Cel.Evaluation;

namespace Reactor.Cel;

/// <summary>A field must be one of some constants: <c>data.device == "d0"</c>, <c>data.source == 3</c>, <c>data.reason in ["ENOSPC", "EIO"]</c>.</summary>
public sealed class CelEqualTest : CelFieldTest
{
    private CelEqualTest(PathNode path, ImmutableArray<CelValue> values, FieldTestPlace place)
        : base(path, place) => Values = values;

    /// <summary>The constants: texts and signed integers.</summary>
    public ImmutableArray<CelValue> Values { get; }

    internal static CelEqualTest? Of(PathNode path, ImmutableArray<CelValue> values, FieldTestPlace place) =>
        values.All(v => v.Kind is CelKind.String or CelKind.Int) ? new(path, values, place) : null;
}
