using Reactor.Reactions.Commits;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>
/// Deliveries that are being tried. A claim lasts no longer than the daemon that holds it, and only one holds the store: so claims are kept in memory,
/// and no row is written to begin an attempt. They follow the transaction in which they change: undone with it.
/// </summary>
internal sealed class DeliveryClaims
{
    // Larger bodies are read when they are needed: what is on its way to be tried stays bounded, whatever rules send.
    private const int MostBytes = 4 * 1024;

    private readonly Dictionary<string, Claim> _held = new(StringComparer.Ordinal);
    private readonly List<(Claim Claim, bool Began)> _changes = [];

    // Places that were taken in the transaction under way: given back with it, whatever it was that failed.
    private readonly List<ClaimRoom> _places = [];

    // By target, while all that is due for it is claimed: what is written next is the next to be tried.
    private readonly Dictionary<string, ClaimRoom> _rooms = new(StringComparer.Ordinal);

    /// <summary>Those of them that aren't among the rows that wait.</summary>
    public HandedOver HandedOver { get; } = new();

    /// <summary>Rows that tell of an alert's beginning and that the daemon before may have been trying when it ended: which of them, nobody knows.</summary>
    public HashSet<long> MaybeTriedBefore { get; } = [];

    /// <summary>Whether the delivery is being tried.</summary>
    public bool Holds(string webhookId) => _held.TryGetValue(webhookId, out var claim) && !claim.HasEnded;

    /// <summary>Numbers of those of a target, as a JSON array.</summary>
    public string NumbersOf(string target) => Numbers(claim => claim.Target == target);

    /// <summary>Numbers of all of them, as a JSON array.</summary>
    public string Numbers() => Numbers(_ => true);

    public void Begin(string webhookId, string target, long number, int attempt) => Begin(new Claim(webhookId, target, number, attempt));

    /// <summary>Begins the first attempt of one that is written as handed over.</summary>
    public void HandOver(DeliveryRow row, long number) =>
        Begin(new Claim(row.WebhookId, row.Target, number, attempt: 1) { HandedOver = DeliveryKey.Of(row) });

    /// <summary>All that is due for the target is claimed: what is written for it from now on finds this room.</summary>
    public void GiveRoom(string target, ClaimRoom room) => _rooms[target] = room;

    /// <summary>Something waits, or may: it goes before what is written from now on.</summary>
    public void CloseRoom(string target) => _rooms.Remove(target);

    /// <summary>The same of all targets.</summary>
    public void CloseRooms() => _rooms.Clear();

    /// <summary>A place for what is being written for the target; without one it waits, and what follows it does too.</summary>
    public bool TakeRoom(string target, int bytes)
    {
        if (!_rooms.TryGetValue(target, out var room))
            return false;
        if (bytes <= MostBytes && room.TryTake())
        {
            _places.Add(room);
            return true;
        }

        _rooms.Remove(target);
        return false;
    }

    /// <summary>The place that was taken last isn't needed.</summary>
    public void GiveBackLast()
    {
        _places[^1].GiveBack();
        _places.RemoveAt(_places.Count - 1);
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

    public void Commit()
    {
        foreach (var (claim, began) in _changes)
        {
            if (!began)
                _held.Remove(claim.WebhookId);
        }
        _changes.Clear();
        _places.Clear();
    }

    public void RollBack()
    {
        for (int i = _changes.Count - 1; i >= 0; i--)
        {
            var (claim, began) = _changes[i];
            if (began)
            {
                _held.Remove(claim.WebhookId);
                Leave(claim);
            }
            else
            {
                claim.HasEnded = false;
                Enter(claim);
            }
        }
        _changes.Clear();
        _places.ForEach(place => place.GiveBack());
        _places.Clear();
        CloseRooms();
    }

    private string Numbers(Func<Claim, bool> isMeant) => $"[{string.Join(',', _held.Values.Where(claim => !claim.HasEnded && isMeant(claim)).Select(claim => claim.Number))}]";

    private void Begin(Claim claim)
    {
        _held.Add(claim.WebhookId, claim);
        _changes.Add((claim, true));
        Enter(claim);
    }

    private void End(Claim claim)
    {
        claim.HasEnded = true;
        _changes.Add((claim, false));
        Leave(claim);
    }

    private void Enter(Claim claim)
    {
        if (claim.HandedOver is { } key)
            HandedOver.Add(claim.Number, key);
    }

    private void Leave(Claim claim)
    {
        if (claim.HandedOver is not null)
            HandedOver.Remove(claim.Number);
    }

    public sealed class Claim(string webhookId, string target, long number, int attempt)
    {
        public string WebhookId => webhookId;

        public string Target => target;

        /// <summary>The row's.</summary>
        public long Number => number;

        public int Attempt => attempt;

        /// <summary>Which it is, where its row says that it is handed over; else null.</summary>
        public DeliveryKey? HandedOver { get; init; }

        /// <summary>In the transaction under way.</summary>
        public bool HasEnded { get; set; }
    }
}
