namespace Reactor.Cel.Evaluation;

/// <summary><c>variable.field.field</c>: what most conditions are made of, in one go.</summary>
internal sealed class PathNode(int slot, string[] fields) : Node
{
    private readonly CelValue[] _missing = [.. fields.Select(Failures.NoField)];

    /// <summary>The variable's.</summary>
    public int Slot => slot;

    /// <summary>Equal for equal paths alone, whatever is in the names.</summary>
    public string Key => string.Concat(fields.Select(f => $".{f.Length}:{f}").Prepend($"{slot}"));

    public override CelValue Evaluate(ref Frame frame)
    {
        var value = Walk(ref frame, fields.Length);
        return frame.ChargeText(value) ? value : Frame.OutOfBudget;
    }

    /// <summary>Whether a value that this gave says that its last field isn't there.</summary>
    public bool IsAbsent(in CelValue value) => value.IsError && ReferenceEquals(value.Reference, _missing[^1].Reference);

    /// <summary>True or false, or why it is neither: whether it is this text.</summary>
    public CelValue IsText(ref Frame frame, string text, bool isNegated)
    {
        if (!frame.ChargeText(text.Length))
            return Frame.OutOfBudget;
        var owner = Walk(ref frame, fields.Length - 1);
        if (owner.Kind == CelKind.Map && ((CelMap)owner.Reference!).TryFieldEquals(fields[^1], text, out var isEqual))
            return CelValue.From(isEqual != isNegated);
        var value = Evaluate(ref frame);
        return value.IsError ? value : CelValue.From(isNegated);
    }

    /// <summary>The field of what a node gives.</summary>
    public static Node Select(Node target, string field) => target switch
    {
        VariableNode variable => new PathNode(variable.Slot, [field]),
        PathNode path => path.Then(field),
        _ => new SelectNode(target, field),
    };

    private PathNode Then(string field) => new(slot, [.. fields, field]);

    private CelValue Walk(ref Frame frame, int count)
    {
        var value = frame.Activation.Get(slot);
        for (var i = 0; i < count; i++)
        {
            if (value.Kind != CelKind.Map)
                return value.IsError ? value : Failures.NoFields(value, fields[i]);
            if (!((CelMap)value.Reference!).TryGetField(fields[i], out value))
                return _missing[i];
        }

        return value;
    }
}

/// <summary><c>variable.field == "text"</c>.</summary>
internal sealed class PathIsTextNode(PathNode path, string text, bool isNegated) : Node
{
    public PathNode Path => path;

    public string Text => text;

    public bool IsNegated => isNegated;

    public override CelValue Evaluate(ref Frame frame) => path.IsText(ref frame, text, isNegated);
}
