namespace Reactor.Actors.Hosting;

/// <summary>
/// Something failed in a way that nobody foresaw. It escalates to the root, which stops the daemon in order: what is committed is durable,
/// and a fresh start from the store is sound where going on is not.
/// </summary>
internal sealed class UnforeseenFaultException(string message, Exception inner) : Exception(message, inner);

/// <summary>An unforeseen failure of a task, told to the actor that started it.</summary>
/// <param name="What">What was being done.</param>
/// <param name="Error">What happened.</param>
internal sealed record TaskFault(string What, Exception Error)
{
    /// <summary>Throws it where supervision sees it.</summary>
    public void Throw() => throw new UnforeseenFaultException($"{What}: {Error.Message}", Error);
}
