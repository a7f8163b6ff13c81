namespace Reactor.Actors.Operating;

/// <summary>Why what an operator asked for was not done.</summary>
public enum RefusalReason
{
    /// <summary>It is wrong in itself.</summary>
    Wrong,

    /// <summary>What it names isn't there.</summary>
    NotThere,

    /// <summary>It can't be done as things stand.</summary>
    State,

    /// <summary>It could not be written yet.</summary>
    Unwritten,
}
