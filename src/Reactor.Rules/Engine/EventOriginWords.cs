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
}
