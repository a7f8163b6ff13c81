namespace Reactor.Cel.Evaluation;

/// <summary>What one evaluation carries along; lives on the stack of <see cref="CelProgram.Evaluate"/>.</summary>
internal struct Frame(CelActivation activation, CelValue[]? locals, int budget)
{
    /// <summary>Told when the steps are used up; also the answer of the whole evaluation then, whatever absorbed it.</summary>
    public static readonly CelValue OutOfBudget = CelValue.Error(CelErrorKind.Budget, "the expression takes too many steps");

    // Going over a text at the speed of memory: this many UTF-16 units are one step.
    private const int UnitsPerStep = 64;

    private int _left = budget;

    public CelActivation Activation { get; } = activation;

    /// <summary>Values of comprehension variables; not null where the program has any.</summary>
    public CelValue[]? Locals { get; } = locals;

    public readonly bool IsExhausted => _left < 0;

    /// <summary>The steps that are left.</summary>
    public readonly int Left => _left;

    /// <summary>Takes steps; false once there are none left.</summary>
    public bool Charge(long steps)
    {
        if (_left >= 0)
            _left = steps > _left ? -1 : _left - (int)steps;
        return _left >= 0;
    }

    /// <summary>Takes the steps of decoding, hashing or comparing a text of this length; a short one is free.</summary>
    public bool ChargeText(int length) => length < UnitsPerStep || Charge(length / UnitsPerStep);

    /// <summary>The same for what may be a text.</summary>
    public bool ChargeText(in CelValue value) => value.Kind != CelKind.String || ChargeText(((string)value.Reference!).Length);

    /// <summary>Takes the steps of looking for a part in a text, at its worst: every position nearly a match.</summary>
    public bool ChargeSearch(int length, int part) => Charge(length / 16L * (1 + (part / UnitsPerStep)));

    /// <summary>Gives the evaluation up.</summary>
    public void Exhaust() => _left = -1;
}
