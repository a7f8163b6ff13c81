namespace Reactor.Reactions.Actions;

/// <summary>
/// Tells what a rule or a route made go wrong from what has nothing to do with it. Failed expressions are values, so an exception here is a
/// defect of Reactor's own: it costs the rule, is told, and the partition goes on.
/// </summary>
internal static class Defect
{
    public static bool Is(Exception e) => e is not (OutOfMemoryException or InsufficientExecutionStackException or OperationCanceledException);
}
