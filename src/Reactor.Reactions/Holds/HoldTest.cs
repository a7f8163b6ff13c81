using System.Collections.Immutable;

namespace Reactor.Reactions.Holds;

/// <summary>A silence or a maintenance, made ready to be asked often.</summary>
public sealed class HoldTest
{
    private readonly ImmutableArray<MatcherTest> _tests;

    /// <summary>Of this one.</summary>
    public HoldTest(Hold hold)
    {
        ArgumentNullException.ThrowIfNull(hold);
        Hold = hold;
        _tests = [.. hold.Matchers.Select(matcher => new MatcherTest(matcher))];
    }

    /// <summary>It.</summary>
    public Hold Hold { get; }

    /// <summary>Whether it has begun, and time alone has not ended it.</summary>
    public bool HoldsAt(DateTimeOffset now) => Hold.StartsAt <= now && !(Hold.EndsAt < now);

    /// <summary>Whether its matchers mean it.</summary>
    public bool Means(SentSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return Means(subject.Subject);
    }

    internal bool Means(HoldSubject subject) => Hold is Silence ? subject.Meets(_tests) : subject.VmMeets(_tests);
}
