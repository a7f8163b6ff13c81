namespace Reactor.Actors.Clocks;

/// <summary>One source of randomness for many: each of its own would be larger than what it is for. Thread-safe.</summary>
internal sealed class SharedRandom(int seed) : Random
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    public override int Next()
    {
        lock (_lock)
            return _random.Next();
    }

    public override double NextDouble()
    {
        lock (_lock)
            return _random.NextDouble();
    }

    protected override double Sample() => NextDouble();
}
