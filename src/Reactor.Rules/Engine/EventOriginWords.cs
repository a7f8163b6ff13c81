namespace Reactor.Rules.Engine;

/// <summary>The words of the rule language for <see cref="EventOrigin"/>.</summary>
public static class EventOriginWords
{
    /// <summary><c>live</c>, <c>recovered</c> or <c>replay</c>.</summary>
    /// <param name="origin">The origin.</param>
    public static string ToWord(this EventOrigin origin) => origin switch
    {
        EventOrigin.Live => "live",
        EventOrigin.Recovered => "recovered",
        EventOrigin.Replay => "replay",
        _ => throw new ArgumentOutOfRangeException(nameof(origin)),
    };

    /// <summary>The origin of a word.</summary>
    /// <param name="word">What <see cref="ToWord"/> gave.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static EventOrigin Parse(string word) => word switch
    {
        "live" => EventOrigin.Live,
        "recovered" => EventOrigin.Recovered,
        "replay" => EventOrigin.Replay,
        _ => throw new FormatException($"`{word}` is no origin"),
    };
}
