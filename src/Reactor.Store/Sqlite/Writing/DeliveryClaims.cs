namespace Reactor.Store.Sqlite.Writing;

/// <summary>
/// Deliveries that are being tried. A claim lasts no longer than the daemon that holds it, and only one holds the store: so claims are kept in memory,
/// and no row is written to begin an attempt. They follow the transaction in which they change: undone with it.
/// </summary>
internal sealed class DeliveryClaims
{
    private readonly Dictionary<string, Claim> _held = new(StringComparer.Ordinal);
    private readonly List<(Claim Claim, bool Began)> _changes = [];

    /// <summary>Whether the delivery is being tried.</summary>
    public bool Holds(string webhookId) => _held.TryGetValue(webhookId, out var claim) && !claim.HasEnded;

    /// <summary>Numbers of those of a target, as a JSON array.</summary>
    public string NumbersOf(string target) => $"[{string.Join(',', Of(target).Select(claim => claim.Number))}]";

    public void Begin(string webhookId, string target, long number, int attempt)
    {
        var claim = new Claim(webhookId, target, number, attempt);
        _held.Add(webhookId, claim);
        _changes.Add((claim, true));
    }

    /// <summary>Ends one; refused where it isn't held, or for another attempt.</summary>
    public Claim End(string webhookId, int attempt)
    {
        if (!_held.TryGetValue(webhookId, out var claim) || claim.HasEnded)
            throw new InvalidOperationException($"Delivery {webhookId} is not claimed by this daemon: its outcome is not taken.");
        if (claim.Attempt != attempt)
            throw new InvalidOperationException($"Delivery {webhookId}: attempt {attempt} ended, but {claim.Attempt} was claimed.");
        End(claim);
        return claim;
    }

    /// <summary>Ends all of a target; returns how many.</summary>
    public int EndAll(string target)
    {
        var ended = Of(target).ToList();
        ended.ForEach(End);
        return ended.Count;
    }

    public void Commit()
    {
        foreach (var (claim, began) in _changes)
        {
            if (!began)
                _held.Remove(claim.WebhookId);
        }
        _changes.Clear();
    }

    public void RollBack()
    {
        for (int i = _changes.Count - 1; i >= 0; i--)
        {
            var (claim, began) = _changes[i];
            if (began)
                _held.Remove(claim.WebhookId);
            else
                claim.HasEnded = false;
        }
        _changes.Clear();
    }

    private IEnumerable<Claim> Of(string target) => _held.Values.Where(claim => claim.Target == target && !claim.HasEnded);

    private void End(Claim claim)
    {
        claim.HasEnded = true;
        _changes.Add((claim, false));
    }

    public sealed class Claim(string webhookId, string target, long number, int attempt)
    {
        public string WebhookId => webhookId;

        public string Target => target;

        /// <summary>The row's.</summary>
        public long Number => number;

        public int Attempt => attempt;

        /// <summary>In the transaction under way.</summary>
        public bool HasEnded { get; set; }
    }
}
