using System.Collections.Immutable;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;

namespace Reactor.Reactions.Holds;

/// <summary>Which open alerts silences and maintenances mean: for people to look at. It compares only so often; not safe for threads.</summary>
public sealed class HoldReach
{
    /// <summary>Most comparisons of a matcher with an alert, of all that is counted.</summary>
    public const int MostCompared = 1_000_000;

    private readonly ImmutableArray<HoldSubject> _subjects;
    private long _left = MostCompared;

    /// <summary>Of these alerts.</summary>
    /// <param name="open">Open alerts.</param>
    /// <exception cref="InvalidDataException">One can't be read.</exception>
    public HoldReach(IEnumerable<AlertRow> open) => _subjects = [.. open.Select(OpenAlert.Read).Select(HoldJudge.SubjectOf)];

    /// <summary>How many of them it means; null where to count them would be too much after what was counted before.</summary>
    public int? Count(Hold hold)
    {
        ArgumentNullException.ThrowIfNull(hold);
        _left -= (long)_subjects.Length * hold.Matchers.Length;
        return _left >= 0 ? _subjects.Count(new HoldTest(hold).Means) : null;
    }

    /// <summary>The first of these that means an alert; null for none.</summary>
    /// <param name="alert">The alert, open.</param>
    /// <param name="holds">Silences and maintenances.</param>
    /// <exception cref="InvalidDataException">The alert can't be read.</exception>
    public static Hold? Find(AlertRow alert, IEnumerable<HoldTest> holds)
    {
        ArgumentNullException.ThrowIfNull(alert);
        var subject = HoldJudge.SubjectOf(OpenAlert.Read(alert));
        return holds.FirstOrDefault(hold => hold.Means(subject))?.Hold;
    }
}
