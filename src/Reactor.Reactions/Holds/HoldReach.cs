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
    public int Count(Hold hold) => _subjects.Count(new HoldTest(hold).Means);

    /// <summary>The first of these that means an alert; null for none.</summary>
    /// <param name="alert">The alert, open.</param>
    /// <param name="holds">Silences and maintenances.</param>
    /// <exception cref="InvalidDataException">The alert can't be read.</exception>
    public static Hold? Find(AlertRow alert, IEnumerable<Hold> holds)
    {
        ArgumentNullException.ThrowIfNull(alert);
        var subject = HoldJudge.SubjectOf(OpenAlert.Read(alert));
        return holds.FirstOrDefault(hold => new HoldTest(hold).Means(subject));
    }
}
