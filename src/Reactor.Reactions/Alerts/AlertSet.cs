namespace Reactor.Reactions.Alerts;

/// <summary>Open alerts by name, oldest first (by opening, then by uid, so that their order is the same after a restart), kept in that order.</summary>
internal sealed class AlertSet(IReadOnlyDictionary<string, OpenAlert> byUid)
{
    private static readonly IComparer<(DateTimeOffset StartsAt, string Uid)> s_order = Comparer<(DateTimeOffset StartsAt, string Uid)>.Create(
        static (a, b) => a.StartsAt != b.StartsAt ? a.StartsAt.CompareTo(b.StartsAt) : string.CompareOrdinal(a.Uid, b.Uid));

    private readonly SortedSet<(DateTimeOffset StartsAt, string Uid)> _uids = new(s_order);

    public int Count => _uids.Count;

    public void Set(OpenAlert alert, bool isIn)
    {
        if (isIn)
        {
            _uids.Add((alert.Row.StartsAt, alert.Row.Uid));
        }
        else
        {
            _uids.Remove((alert.Row.StartsAt, alert.Row.Uid));
        }
    }

    /// <summary>As they stand now: what is done to them meanwhile changes nothing of it.</summary>
    public OpenAlert[] ToArray()
    {
        var alerts = new OpenAlert[_uids.Count];
        var i = 0;
        foreach (var (_, uid) in _uids)
        {
            alerts[i++] = byUid[uid];
        }

        return alerts;
    }
}
