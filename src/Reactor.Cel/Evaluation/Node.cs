namespace Reactor.Cel.Evaluation;

/// <summary>A compiled expression: immutable, shared by all threads that evaluate it.</summary>
internal abstract class Node
{
    public abstract CelValue Evaluate(ref Frame frame);
}
