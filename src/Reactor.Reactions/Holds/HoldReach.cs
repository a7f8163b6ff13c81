using System.Collections.Immutable;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;

namespace Reactor.Reactions.Holds;

/// <summary>Which open alerts silences and maintenances mean: for people to look at.</summary>
public sealed class HoldReach
{
    private readonly ImmutableArray<HoldSubject> _subjects;

    /// <summary>Of these alerts.</summary>
    /// <param name="open">Open alerts.</param>
    /// <exception cref="InvalidDataException">One can't be read.</exception>
    public HoldReach(IEnumerable<AlertRow> open) => _subjects = [.. open.Select(OpenAlert.Read).Select(HoldJudge.SubjectOf)];

    /// <summary>How many of them it means.</summary>
    public int Count(Hold hold)
    {
        ArgumentNullException.ThrowIfNull(hold);
        ImmutableArray<MatcherTest> tests = [.. hold.Matchers.Select(matcher => new MatcherTest(matcher))];
        return _subjects.Count(subject => hold is Silence ? subject.Meets(tests) : subject.VmMeets(tests));
    }
}
