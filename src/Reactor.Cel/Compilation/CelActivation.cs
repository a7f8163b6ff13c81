namespace Reactor.Cel;

/// <summary>The values of an environment's variables during one evaluation.</summary>
public abstract class CelActivation
{
    /// <summary>An activation without variables.</summary>
    public static CelActivation Empty { get; } = new EmptyActivation();

    /// <summary>The value of a variable; asked only when an expression needs it, perhaps more than once.</summary>
    /// <param name="slot">The variable's number, in the order of <see cref="CelEnvironmentBuilder.AddVariable"/>.</param>
    public abstract CelValue Get(int slot);

    private sealed class EmptyActivation : CelActivation
    {
        public override CelValue Get(int slot) => CelValue.Error(CelErrorKind.Undeclared, "this variable has no value here");
    }
}
