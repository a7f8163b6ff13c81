using Reactor.Reactions.Commits;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>What of a delivery tells which others it goes after.</summary>
/// <param name="Target">Where it goes.</param>
/// <param name="Firing">Its firing.</param>
/// <param name="Line">Its line, of a group or of a VM.</param>
/// <param name="IsOfGroup">Which of the two.</param>
/// <param name="IsFollower">Whether it tells on of something.</param>
internal readonly record struct DeliveryKey(string Target, string Firing, string Line, bool IsOfGroup, bool IsFollower)
{
    /// <summary>Its alert over all its openings; null for none.</summary>
    public string? Series { get; init; }

    /// <summary>Whether nothing of its firing goes after it.</summary>
    public bool IsOneOff { get; init; }

    /// <summary>Whether nothing at all goes after it.</summary>
    public bool IsLast => IsOneOff && !IsOfGroup && Series is null;

    // As in the conditions over rows.
    private const string Beginning = "firing";

    public static DeliveryKey Of(DeliveryRow row) => new(row.Target, row.FiringId, row.Line, row.Group is not null, row.IsFollower) { IsOneOff = row.IsOneOff, Series = row.Series };

    /// <summary>That of a row of the store.</summary>
    public static DeliveryKey Of(string target, string firing, string kind, string vmName, string line, string? series) =>
        new(target, firing, line, line != vmName, line != vmName || kind != Beginning) { Series = series };
}
