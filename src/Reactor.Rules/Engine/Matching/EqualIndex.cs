using System.Collections.Frozen;
using System.Collections.Immutable;
using Reactor.Cel;

namespace Reactor.Rules.Engine.Matching;

/// <summary>Rules whose conditions want one field to be equal to constants, by the constant.</summary>
internal sealed class EqualIndex : FieldIndex
{
    private readonly FrozenDictionary<string, Gates> _byText;
    private readonly FrozenDictionary<long, Gates> _byNumber;

    /// <param name="tests">One for each group: where a condition has two over the field, either will do.</param>
    /// <param name="conditions">All conditions.</param>
    /// <param name="read">This field, and those that were looked up before.</param>
    public EqualIndex(ImmutableArray<(CelEqualTest Test, StepGroup Group)> tests, ImmutableArray<CelProgram> conditions, ImmutableHashSet<string> read)
        : base([.. tests.Select(t => ((CelFieldTest)t.Test, t.Group))])
    {
        var byConstant = tests.SelectMany(t => t.Test.Values.Distinct().Select(value => (value, t.Test, t.Group))).GroupBy(t => t.value, t => (t.Test, t.Group)).ToArray();
        _byText = byConstant.Where(c => c.Key.Kind == CelKind.String).ToFrozenDictionary(c => c.Key.AsString, c => GatesOf([.. c], conditions, read), StringComparer.Ordinal);
        _byNumber = byConstant.Where(c => c.Key.Kind == CelKind.Int).ToFrozenDictionary(c => c.Key.AsInt, c => GatesOf([.. c], conditions, read));
    }

    protected override void AddTo(List<StepGroup> groups, in CelValue value, CelActivation activation)
    {
        Gates? found = null;
        switch (value.Kind)
        {
            case CelKind.String:
                _byText.TryGetValue(value.AsString, out found);
                break;
            case CelKind.Int:
                _byNumber.TryGetValue(value.AsInt, out found);
                break;
            case CelKind.Uint or CelKind.Double when _byNumber.Count > 0:
                // These may be equal to integers, a double even to several.
                groups.AddRange(All.AsSpan());
                break;
        }

        found?.AddTo(groups, activation);
    }

    // What stands under several constants isn't looked up further: it would be repeated without bound.
    private static Gates GatesOf(ImmutableArray<(CelEqualTest Test, StepGroup Group)> tests, ImmutableArray<CelProgram> conditions, ImmutableHashSet<string> read) =>
        Gates.Of(tests.Select(t => t.Group), tests.All(t => t.Test.Values.Length == 1) ? conditions : [], read);
}
