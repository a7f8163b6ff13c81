namespace Reactor.Reactions.Steps;

/// <summary>A step can't be intended.</summary>
/// <param name="error">Why.</param>
internal sealed class StepRefusedException(StepError error) : Exception(error.Description)
{
    public StepError Error => error;
}
