namespace Reactor.Rules.Engine;

/// <summary>A snapshot of an engine can't be read: its state is to be made by folding the log instead.</summary>
public sealed class EngineSnapshotException : Exception
{
    /// <summary>Says why.</summary>
    /// <param name="message">Why.</param>
    /// <param name="inner">The cause, if any.</param>
    public EngineSnapshotException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
