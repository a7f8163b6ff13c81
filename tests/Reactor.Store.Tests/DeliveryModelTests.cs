using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Reactor.Reactions.Commits;

namespace Reactor.Store.Tests;

/// <summary>
/// Claims against a model of a few lines, over random operations, crashes among them. Some tell on of an alert or of a group, and go after what was told of
/// it before; those of the second target go VM by VM besides.
/// </summary>
public sealed class DeliveryModelTests
{
    private const int Targets = 2;

    public enum Step
    {
        Add,
        Follow,
        Offer,
        Claim,
        Deliver,
        Retry,
        GiveUp,
        Release,
        Disable,
        Enable,
        Revive,
        Restart,
        CompleteStale,
    }

    [Property(MaxTest = 100, EndSize = 60)]
    public Property Store_agrees_with_the_model() => Prop.ForAll(
        ArbMap.Default.ArbFor<(Step Step, byte Which)[]>(),
        steps => RunAsync(steps).GetAwaiter().GetResult());

    private static async Task RunAsync((Step Step, byte Which)[] steps)
    {
        using var temp = new TempStore();
        var store = await temp.OpenAsync(new StoreOptions { Synchronous = StoreSynchronous.Normal });
        try
        {
            var model = new Model();
            var rooms = Enumerable.Range(0, Targets).Select(_ => new ClaimRoom()).ToArray();
            long sequence = 1;
            int now = 0;
            await store.AppendAsync([Some.Empty(1, 1) with { Alerts = [Opening(0), Opening(1), Opening(2)] }]);
            foreach (var (step, which) in steps)
            {
                now++;
                string target = "t" + which % Targets;
                var held = model.Held(which);
                switch (step)
                {
                    case Step.Add or Step.Follow:
                        var row = Row(++sequence, target, which, now);
                        if (step == Step.Follow && model.Any(which) is { Row: var earlier })
                            row = row with { Target = target = earlier.Target, FiringId = earlier.FiringId, Group = earlier.Group, Series = earlier.Series, Alert = earlier.Alert, Kind = "resolved", ActionPath = "then[1].alert" };
                        var appended = await store.AppendAsync([Some.Empty(1, sequence) with { Deliveries = [row] }]);
                        var (handedOver, waits) = model.Add(row, now);
                        Assert.Equal(handedOver ? [(row.WebhookId, 1)] : [], appended.Claimed.Select(c => (c.Delivery.WebhookId, c.Attempt)));
                        Assert.Equal(waits ? [target] : [], appended.Waiting.AsEnumerable());
                        if (handedOver)
                            rooms[target[1] - '0'].Receive();
                        break;
                    case Step.Offer:
                        rooms[which % Targets].Offer(which % 4);
                        model.Room[target] = which % 4;
                        break;
                    case Step.Claim:
                        var got = await store.ClaimAsync(target, 1 + which % 3, Some.At(now), Model.IsOrdered(target), rooms[which % Targets]);
                        model.Learn(got);
                        Assert.Equal(model.Claim(target, 1 + which % 3, now), got.Select(c => (c.Delivery.WebhookId, c.Attempt, c.Try)));
                        break;
                    case Step.Deliver or Step.Retry or Step.GiveUp or Step.Release when held is not null:
                        var outcome = step switch
                        {
                            Step.Deliver => AttemptOutcome.Delivered,
                            Step.Retry => AttemptOutcome.Retry,
                            Step.GiveUp => AttemptOutcome.Dead,
                            _ => AttemptOutcome.Released,
                        };
                        var completed = await store.CompleteAsync([Result(held, outcome, now, now + which % 5)]);
                        Assert.Equal(model.Complete(held, outcome, now + which % 5), completed.MayFree);
                        break;
                    case Step.Disable:
                        await store.SetTargetDisabledAsync(target, "gone", Some.At(now));
                        model.Disable(target);
                        break;
                    case Step.Enable:
                        await store.SetTargetDisabledAsync(target, null, Some.At(now));
                        model.Enable(target, now);
                        break;
                    case Step.Revive:
                        var revived = await store.ReviveAsync(new DeadLetterFilter { Target = target }, 1 + which % 3, Some.At(now), Some.Audit($"op_{now}"));
                        Assert.Equal(model.Revive(target, 1 + which % 3, now), (revived.Count, revived.Left, revived.Disabled, revived.Overtaken));
                        break;
                    case Step.Restart:
                        await store.DisposeAsync();
                        store = await temp.OpenAsync(new StoreOptions { Synchronous = StoreSynchronous.Normal });
                        model.Restart();
                        break;
                    case Step.CompleteStale when model.NotHeld(which) is { } stale:
                        await Assert.ThrowsAsync<InvalidOperationException>(() => store.CompleteAsync(Result(stale, AttemptOutcome.Delivered, now, now)));
                        model.CloseRooms();
                        break;
                }
                for (int t = 0; t < Targets; t++)
                    Assert.Equal(model.NextDue("t" + t) is { } due ? Some.At(due) : null, await store.NextDueAsync("t" + t, Model.IsOrdered("t" + t)));
                Assert.Equal(model.PendingTargets(), await store.PendingTargetsAsync());
            }
        }
        finally
        {
            await store.DisposeAsync();
        }
    }

    private static DeliveryRow Row(long number, string target, int which, int now)
    {
        var row = Of(number, target, which, now);
        // Two alerts: that of a firing opened before, or will again.
        return row.IsOneOff || row.Group is not null ? row : row with { Alert = $"a_{which / 4 % 3}", Series = $"s_{which / 4 % 3 % 2}" };
    }

    private static AlertRow Opening(int which) => Some.Alert($"a_{which}") with { FiringId = $"f_{which}", Key = $"s_{which % 2}" };

    private static DeliveryRow Of(long number, string target, int which, int now) => Some.Delivery($"msg_{number}", target, now) with
    {
        VmName = $"vm{which % 3}",
        FiringId = $"f_{which / 4 % 3}",
        Kind = which / 16 % 2 == 0 ? "firing" : "resolved",
        ActionPath = which / 16 % 2 == 0 && which / 64 % 2 == 0 ? "then[0].send" : "then[1].alert",
        Group = which / 32 % 4 == 3 ? $"g_{which / 4 % 2}" : null,
    };

    private static AttemptResult Result(Model.Item item, AttemptOutcome outcome, int at, int next) =>
        new(item.Id, item.Attempts + 1, outcome, Some.At(at), TimeSpan.Zero, 200, "", outcome == AttemptOutcome.Retry ? Some.At(next) : null);

    private sealed class Model
    {
        private readonly List<Item> _items = [];
        private readonly HashSet<string> _disabled = [];

        // Targets for which nothing waits that is older than what is added next.
        private readonly HashSet<string> _handsOver = [];

        public Dictionary<string, int> Room { get; } = [];

        public static bool IsOrdered(string target) => target == "t1";

        /// <summary>Whether it is claimed at once, and whether it waits.</summary>
        public (bool HandedOver, bool Waits) Add(DeliveryRow row, int now)
        {
            var (item, target) = (new Item(row) { Next = now }, row.Target);
            _items.Add(item);
            Bury(target);
            if (_disabled.Contains(target))
                return (false, false);
            if (Before(item) is { Count: > 0 } before)
            {
                item.Next = Math.Max(now, before.FindLast(i => IsDueWith(item, i))?.Next ?? now);
                return (false, true);
            }

            if (_handsOver.Contains(target) && Room.GetValueOrDefault(target) > 0)
            {
                Room[target]--;
                item.Held = true;
                return (true, false);
            }

            _handsOver.Remove(target);
            return (false, true);
        }

        /// <summary>Of what waits behind another the rows alone know whether it was marked when the daemon began, and so whether it was counted as tried.</summary>
        public void Learn(IEnumerable<ClaimedDelivery> claimed)
        {
            foreach (var claim in claimed)
            {
                if (_items.Find(i => i.Id == claim.Delivery.WebhookId) is { IsDoubtful: null, State: "pending", Attempts: 0 } item && item.WasBuried && claim.Attempt == 2)
                    item.Attempts = 1;
            }
        }

        public (string, int, int)[] Claim(string target, int max, int now)
        {
            var due = Eligible(target).Where(i => i.Next <= now).OrderBy(i => i.Next).Take(max).ToList();
            due.ForEach(i => i.Held = true);
            _handsOver.Remove(target);
            if (due.Count < max && !IsOrdered(target))
                _handsOver.Add(target);
            return [.. due.Select(i => (i.Id, i.Attempts + 1, i.Attempts + 1 - i.Before))];
        }

        public (int, int, int, int) Revive(string target, int max, int now)
        {
            _handsOver.Clear();
            var dead = _items.Where(i => i.State is "dead" or "buried" && i.Target == target).ToList();
            if (_disabled.Contains(target))
                return (0, 0, dead.Count, 0);
            int overtaken = dead.RemoveAll(IsOvertaken);
            foreach (var item in dead.Take(max))
                (item.State, item.Next, item.Before) = ("pending", now, item.Attempts);
            return (Math.Min(max, dead.Count), Math.Max(0, dead.Count - max), 0, overtaken);
        }

        private bool IsOvertaken(Item item) => _items.SkipWhile(i => i != item).Skip(1).Any(i => (i.Held || i.State == "delivered") && i.Target == item.Target && TellsMore(i.Row, item.Row));

        private static bool TellsMore(DeliveryRow later, DeliveryRow row) => row.Group is not null
            ? later.Group == row.Group
            : !row.IsOneOff && later.Group is null && ((later.Kind != "firing" && later.FiringId == row.FiringId) || (row.Series is not null && later.Series == row.Series));

        /// <summary>Whether one is pending that goes after it, where it ended.</summary>
        public bool Complete(Item item, AttemptOutcome outcome, int next)
        {
            item.Held = false;
            if (outcome != AttemptOutcome.Released)
                item.Attempts++;
            else
                _handsOver.Remove(item.Target);
            if (outcome == AttemptOutcome.Delivered)
                item.State = "delivered";
            else if (outcome == AttemptOutcome.Dead)
                item.State = "dead";
            var after = After(item);
            if (outcome == AttemptOutcome.Retry && !_disabled.Contains(item.Target))
            {
                item.Next = next;
                after.Where(i => IsDueWith(i, item)).ToList().ForEach(i => i.Next = Math.Max(i.Next, next));
            }

            bool mayFree = item.State != "pending" && after.Count > 0;
            Bury(item.Target);
            return mayFree;
        }

        public void Disable(string target)
        {
            _disabled.Add(target);
            _handsOver.Remove(target);
            Bury(target);
        }

        public void Enable(string target, int now)
        {
            _disabled.Remove(target);
            _handsOver.Remove(target);
            foreach (var item in _items.Where(i => i.State == "buried" && i.Target == target))
                (item.State, item.Next) = ("pending", now);
        }

        /// <summary>What is undone takes the rooms with it: nothing is handed over until the next claim.</summary>
        public void CloseRooms() => _handsOver.Clear();

        public void Restart()
        {
            _items.ForEach(i => i.Held = false);
            _handsOver.Clear();
            foreach (var item in _items)
                (item.IsDoubtful, item.WasBuried) = (item is { State: "pending", Row: { Kind: "firing", Alert: not null } } ? (Before(item).Count == 0 ? true : null) : false, false);
            foreach (string target in _disabled)
                Bury(target);
        }

        public int? NextDue(string target) => Eligible(target).Min(i => (int?)i.Next);

        private IEnumerable<Item> Eligible(string target)
        {
            var pending = _items.Where(i => i.State == "pending" && i.Target == target);
            return (IsOrdered(target) ? pending.GroupBy(i => i.Row.Line).Select(line => line.First()) : pending).Where(i => !i.Held && Before(i).Count == 0);
        }

        // Of its alert's earlier openings it only waits for the end.
        private static bool IsDueWith(Item item, Item earlier) => (item.Row with { Series = null }).GoesAfter(earlier.Row);

        private List<Item> Before(Item item) => [.. _items.TakeWhile(i => i != item).Where(i => i.State == "pending" && item.Row.GoesAfter(i.Row))];

        private List<Item> After(Item item) => [.. _items.SkipWhile(i => i != item).Where(i => i.State == "pending" && i.Row.GoesAfter(item.Row))];

        public string[] PendingTargets() => [.. _items.Where(i => i.State == "pending").Select(i => i.Target).Distinct().Order(StringComparer.Ordinal)];

        public Item? Any(int which) => Pick(which, _ => true);

        public Item? Held(int which) => Pick(which, i => i.Held);

        public Item? NotHeld(int which) => Pick(which, i => !i.Held);

        private Item? Pick(int which, Func<Item, bool> condition)
        {
            var found = _items.Where(condition).ToList();
            return found.Count == 0 ? null : found[which % found.Count];
        }

        private void Bury(string target)
        {
            if (!_disabled.Contains(target))
                return;
            foreach (var item in _items.Where(i => i.State == "pending" && i.Target == target && !i.Held))
            {
                (item.State, item.WasBuried) = ("buried", true);
                // The daemon before may have tried it, of which nobody else would tell.
                if (item is { IsDoubtful: true, Attempts: 0 })
                    item.Attempts = 1;
            }
        }

        public sealed class Item(DeliveryRow row)
        {
            public DeliveryRow Row => row;

            public int Before { get; set; }

            /// <summary>Whether the daemon before may have tried it; null: nobody but the rows knows.</summary>
            public bool? IsDoubtful { get; set; } = false;

            public bool WasBuried { get; set; }

            public string Id => row.WebhookId;

            public string Target => row.Target;

            public string State { get; set; } = "pending";

            public int Attempts { get; set; }

            public int Next { get; set; }

            public bool Held { get; set; }
        }
    }
}
