namespace Reactor.Rules.Engine.Keys;

/// <summary>How much one rule may hold of one VM (of a fleet rule: in one partition).</summary>
/// <param name="MaxKeys">Keys.</param>
/// <param name="MaxBytes">Roughly what their events take.</param>
internal readonly record struct KeyBounds(int MaxKeys, long MaxBytes)
{
    public static KeyBounds Vm { get; } = new(10_000, 32L << 20);

    public static KeyBounds Fleet { get; } = new(100_000, 320L << 20);

    public static KeyBounds Of(bool isFleet) => isFleet ? Fleet : Vm;
}
