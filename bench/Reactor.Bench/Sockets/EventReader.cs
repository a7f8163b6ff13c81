using StandIn;

namespace Reactor.Bench.Sockets;

/// <summary>A program that reads monitors of its own, so that several can be measured in turn while all are connected.</summary>
/// <param name="name">What it is called in the table.</param>
/// <param name="monitors">What it reads.</param>
internal abstract class EventReader(string name, StandInProcess monitors) : IAsyncDisposable
{
    public string Name => name;

    public StandInProcess Monitors => monitors;

    /// <summary>How often it may be asked without that being most of what it does.</summary>
    public virtual TimeSpan AskEvery => TimeSpan.FromMilliseconds(10);

    /// <summary>How many times fewer events it is given, so that a round takes about as long as others'.</summary>
    public virtual int Slowness => 1;

    /// <summary>Events a second that it is given; 0 for as many as it takes.</summary>
    public double Rate { get; set; }

    /// <summary>Processor time up to now.</summary>
    public abstract TimeSpan Processor();

    /// <summary>What it has seen up to now; null where it can't be asked.</summary>
    public abstract Task<Counting?> CountAsync();

    public virtual async ValueTask DisposeAsync() => await monitors.DisposeAsync();
}
