namespace Reactor.Actors.Vms;

/// <summary>Where in all that a VM's connections heard something stands.</summary>
/// <param name="Connection">Number of the connection.</param>
/// <param name="Ordinal">The event's ordinal in it, from 1.</param>
internal readonly record struct FeedPosition(long Connection, long Ordinal)
{
    public static bool operator >(FeedPosition a, FeedPosition b) => (a.Connection, a.Ordinal).CompareTo((b.Connection, b.Ordinal)) > 0;

    public static bool operator <(FeedPosition a, FeedPosition b) => b > a;
}
