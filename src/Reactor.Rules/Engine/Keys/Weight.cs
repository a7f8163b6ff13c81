namespace Reactor.Rules.Engine.Keys;

/// <summary>Roughly what things take in memory.</summary>
internal static class Weight
{
    /// <summary>What one time in a window takes.</summary>
    public const long Time = sizeof(long);

    // The objects around an event's data. Its VM is shared.
    private const long Event = 300;

    public static long Of(SeenEvent? seen) => seen is null ? 0 : Event + seen.Event.Data.Length + (2L * seen.Event.Id.Length);
}
