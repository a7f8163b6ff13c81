namespace Reactor.Cel.Evaluation;

/// <summary>What one evaluation carries along; lives on the stack of <see cref="CelProgram.Evaluate"/>.</summary>
internal struct Frame(CelActivation activation, CelValue[]? locals, int budget)
{
    /// <summary>Told when the steps are used up; also the answer of the whole evaluation then, whatever absorbed it.</summary>
    public static readonly CelValue OutOfBudget = CelValue.Error(CelErrorKind.Budget, "the expression takes too many steps");

    private int _left = budget;

    public CelActivation Activation { get; } = activation;

    /// <summary>Values of comprehension variables; not null where the program has any.</summary>
    public CelValue[]? Locals { get; } = locals;

    public readonly bool IsExhausted => _left < 0;

    /// <summary>Takes steps; false once there are none left.</summary>
    public bool Charge(long steps)
    {
        if (_left >= 0)
            _left = steps > _left ? -1 : _left - (int)steps;
        return _left >= 0;
    }
}
