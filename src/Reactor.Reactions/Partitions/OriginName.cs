using Reactor.Rules.Engine;

namespace Reactor.Reactions.Partitions;

/// <summary>The words for <see cref="EventOrigin"/>, as rules, payloads and stored rows have them.</summary>
internal static class OriginName
{
    public static string Of(EventOrigin origin) => origin switch
    {
        EventOrigin.Live => "live",
        EventOrigin.Recovered => "recovered",
        EventOrigin.Replay => "replay",
        _ => throw new ArgumentOutOfRangeException(nameof(origin), origin, "no such origin"),
    };

    public static EventOrigin Parse(string name) => name switch
    {
        "live" => EventOrigin.Live,
        "recovered" => EventOrigin.Recovered,
        "replay" => EventOrigin.Replay,
        _ => throw new FormatException($"`{name}` is no origin"),
    };
}
