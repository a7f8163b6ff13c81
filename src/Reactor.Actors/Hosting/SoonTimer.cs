namespace Reactor.Actors.Hosting;

/// <summary>A timer among <see cref="SoonTimers"/>.</summary>
internal abstract class SoonTimer
{
    /// <summary>Where it is in their list, which alone writes this; -1 for not in it.</summary>
    public int Place { get; set; } = -1;

    /// <summary>Whether it is to do nothing any more.</summary>
    public abstract bool IsCancelled { get; }

    /// <summary>Lets its timer go.</summary>
    public abstract void Drop();
}
