using Reactor.Cel.Syntax;

namespace Reactor.Cel.Evaluation;

/// <summary>What a macro has gathered so far.</summary>
internal struct Accumulator(ComprehensionKind kind)
{
    private List<CelValue>? _items;
    private OrderedCelMap? _map;
    private int _count;
    private CelValue _failure;

    /// <summary>The result, once <see cref="Add"/> or <see cref="Decide"/> has said that it is decided.</summary>
    public CelValue Decided { get; private set; }

    /// <summary>Ends with this result. Always false.</summary>
    public bool Decide(in CelValue result)
    {
        Decided = result;
        return false;
    }

    /// <summary>Takes in the body's value for one element; false when the result is decided.</summary>
    public bool Add(ref Frame frame, in CelValue key, in CelValue value)
    {
        switch (kind)
        {
            case ComprehensionKind.All or ComprehensionKind.Exists:
                if (value.Kind != CelKind.Bool)
                {
                    // As for && and ||: what decides absorbs errors before and after it.
                    if (!_failure.IsError)
                        _failure = value.IsError ? value : Failures.NotBool;
                    return true;
                }

                return value.IsTrue == (kind == ComprehensionKind.All) || Decide(value);
            case ComprehensionKind.ExistsOne:
                if (value.Kind != CelKind.Bool)
                    return Decide(value.IsError ? value : Failures.NotBool);
                _count += value.IsTrue ? 1 : 0;
                return true;
            case ComprehensionKind.Filter:
                if (value.Kind != CelKind.Bool)
                    return Decide(value.IsError ? value : Failures.NotBool);
                if (value.IsTrue)
                    (_items ??= []).Add(key);
                return true;
            case ComprehensionKind.Map:
                if (value.IsError)
                    return Decide(value);
                (_items ??= []).Add(value);
                return true;
            case ComprehensionKind.TransformMap:
                return value.IsError ? Decide(value) : Put(ref frame, key, value);
            default:
                return value.IsError ? Decide(value) : PutAll(ref frame, value);
        }
    }

    /// <summary>The result after the last element.</summary>
    public readonly CelValue AtEnd() => kind switch
    {
        ComprehensionKind.All or ComprehensionKind.Exists => _failure.IsError ? _failure : CelValue.From(kind == ComprehensionKind.All),
        ComprehensionKind.ExistsOne => CelValue.From(_count == 1),
        ComprehensionKind.Filter or ComprehensionKind.Map => CelValue.From(_items is null ? ArrayCelList.Empty : CelList.Of([.. _items])),
        _ => CelValue.From(_map ?? new OrderedCelMap(0)),
    };

    private bool Put(ref Frame frame, in CelValue key, in CelValue value)
    {
        var failure = MapNode.Add(ref frame, _map ??= new OrderedCelMap(4), key, value);
        return !failure.IsError || Decide(failure);
    }

    private bool PutAll(ref Frame frame, in CelValue entries)
    {
        if (entries.Kind != CelKind.Map)
            return Decide(CelValue.Error(CelErrorKind.TypeMismatch, $"transformMapEntry() wants a map such as {{k: v}}, not {TypeNames.Of(entries)}"));
        var map = entries.AsMap;
        foreach (var key in map.Keys)
        {
            if (!frame.Charge(1))
                return Decide(Frame.OutOfBudget);
            map.TryGet(key, out var value);
            if (!Put(ref frame, key, value))
                return false;
        }

        return true;
    }
}
