using System.Collections.Immutable;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Store.Reading;

namespace Reactor.Store.Tests;

/// <summary>
/// Over random alerts, groups, silences, maintenances, failing attempts and restarts: no attempt begins inside a hold that was accepted before it, and when all of
/// them are over everybody knows what he is to know, once. What is handed over is begun as a target's actor begins it.
/// </summary>
public sealed class HeldDeliveryModelTests
{
    public enum Step
    {
        Fire,
        Send,
        Acknowledge,
        Resolve,
        Tell,
        TellEnd,
        Hold,
        EndHold,
        Claim,
        Begin,
        Deliver,
        Fail,
        Revive,
        Disable,
        Enable,
        Restart,
    }

    [Property(MaxTest = 75, EndSize = 200)]
    public Property Holds_are_kept_whatever_happens() => Prop.ForAll(
        ArbMap.Default.ArbFor<(Step Step, byte Which)[]>(),
        steps => RunAsync(steps).GetAwaiter().GetResult());

    private static async Task RunAsync((Step Step, byte Which)[] steps)
    {
        using var temp = new TempStore();
        var run = new Trial(temp, await temp.OpenAsync(new StoreOptions { Synchronous = StoreSynchronous.Normal }));
        try
        {
            foreach (var (step, which) in steps)
                await run.TakeAsync(step, which);
            await run.EndAsync();
        }
        finally
        {
            await run.Store.DisposeAsync();
        }
    }

    private sealed class Trial(TempStore temp, SqliteStore store)
    {
        private static readonly string[] s_targets = ["t0", "t1"];

        private readonly List<Hold> _holds = [];
        private readonly Dictionary<string, DeliveryRow> _rows = [];
        private readonly List<AlertRow> _alerts = [];
        private readonly List<ClaimedDelivery> _ready = [];
        private readonly List<ClaimedDelivery> _begun = [];
        private readonly List<string> _delivered = [];
        private readonly ClaimRoom _room = new();
        private long _sequence;
        private int _now;

        public SqliteStore Store { get; private set; } = store;

        public async Task TakeAsync(Step step, byte which)
        {
            _now++;
            var open = _alerts.Where(alert => alert.State != AlertState.Resolved).ToList();
            switch (step)
            {
                case Step.Fire:
                    var alert = Alert($"a_{_sequence + 1}", which % 3, $"r{1 + which / 4 % 2}");
                    _alerts.Add(alert);
                    await AppendAsync(alert, Row("firing", alert, which));
                    break;
                case Step.Send:
                    await AppendAsync(null, Row("firing", Alert("", which % 3, $"r{1 + which / 4 % 2}"), which) with { Alert = null, Series = null, ActionPath = "then[0].send" });
                    break;
                case Step.Acknowledge when open.Count > 0:
                    await AppendAsync(open[which % open.Count], Row(which % 2 == 0 ? "acknowledged" : "repeat", open[which % open.Count], Of(open[which % open.Count])));
                    break;
                case Step.Resolve when open.Count > 0:
                    var ended = open[which % open.Count] with { State = AlertState.Resolved, EndsAt = Some.At(_now), ResolvedBy = "event" };
                    _alerts[_alerts.FindIndex(known => known.Uid == ended.Uid)] = ended;
                    await AppendAsync(ended, Row("resolved", ended, Of(ended)));
                    break;
                case Step.Tell or Step.TellEnd:
                    string group = $"g_{which % 3}_{Target(which)}";
                    var told = Some.Grouped(group, $"vm{which % 3}");
                    await AppendAsync(null, Letter(group, which) with { Kind = step == Step.TellEnd ? "resolved" : which / 8 % 4 == 0 ? "repeat" : "firing", TellsEnd = step == Step.TellEnd }, step == Step.TellEnd ? told with { Payload = null } : told);
                    break;
                case Step.Hold:
                    await HoldAsync(which);
                    break;
                case Step.EndHold when _holds.Count > 0:
                    await EndHoldAsync(_holds[which % _holds.Count]);
                    break;
                case Step.Claim:
                    _room.Offer(which % 4);
                    await ClaimAsync(Target(which), 1 + which % 3, IsOrdered(Target(which)) ? null : _room);
                    break;
                case Step.Begin:
                    await BeginAsync();
                    break;
                case Step.Deliver or Step.Fail when _begun.Count > 0:
                    await FinishAsync(_begun[which % _begun.Count], step == Step.Deliver ? AttemptOutcome.Delivered : which % 5 == 0 ? AttemptOutcome.Dead : AttemptOutcome.Retry);
                    break;
                case Step.Revive:
                    await Store.ReviveAsync(new DeadLetterFilter { Target = Target(which) }, 5, Some.At(_now), Some.Audit($"op_{_now}"));
                    break;
                case Step.Disable or Step.Enable:
                    await Store.SetTargetDisabledAsync(Target(which), step == Step.Disable ? "410" : null, Some.At(_now));
                    break;
                case Step.Restart:
                    await Store.DisposeAsync();
                    Store = await temp.OpenAsync(new StoreOptions { Synchronous = StoreSynchronous.Normal });
                    _underWay.UnionWith(_begun.Select(claim => claim.Delivery.WebhookId));
                    _ofEarlier.UnionWith(_rows.Keys);
                    _ready.Clear();
                    _begun.Clear();
                    break;
            }
        }

        public async Task EndAsync()
        {
            foreach (var hold in _holds.ToList())
                await EndHoldAsync(hold);
            foreach (string target in s_targets)
                await Store.SetTargetDisabledAsync(target, null, Some.At(_now));
            for (int i = 0; i < 2 * _rows.Count + 2; i++)
            {
                _now += 10;
                foreach (string target in s_targets)
                    await ClaimAsync(target, 100);
                await BeginAsync();
                foreach (var begun in _begun.ToList())
                    await FinishAsync(begun, AttemptOutcome.Delivered);
            }

            var states = StoreReader.Open(temp.Path).Deliveries(new DeliveryFilter { Limit = 10_000 }).ToDictionary(row => row.WebhookId, row => row.State);
            Assert.DoesNotContain("pending", states.Values);
            Assert.Equal(_delivered.Distinct().Count(), _delivered.Count);
            foreach (var firing in _rows.Values.Where(row => row is { Kind: "firing", Alert: not null }))
            {
                var alert = _alerts.Single(alert => alert.Uid == firing.Alert);
                var end = _rows.Values.SingleOrDefault(row => row.Kind == "resolved" && row.Alert == alert.Uid)?.WebhookId;
                Assert.True(states[firing.WebhookId] != "muted" || alert.State == AlertState.Resolved, "an alert that fires still was not told");
                // One that failed for good is a dead letter, whose end goes by itself.
                if (end is null || states[firing.WebhookId] == "dead" || states[end] == "dead" || _wasDead.Contains(firing.WebhookId))
                    continue;
                if (_underWay.Contains(firing.WebhookId))
                    Assert.Equal("delivered", states[end]);
                else if (!_ofEarlier.Contains(firing.WebhookId))
                    Assert.Equal(states[firing.WebhookId], states[end]);
            }
        }

        private readonly HashSet<string> _wasDead = [];

        // What was being tried when the store was closed may have arrived; of what was there then the store doesn't know whether it was.
        private readonly HashSet<string> _underWay = [];
        private readonly HashSet<string> _ofEarlier = [];

        // As its actor does: what isn't there now is asked for when the store says that it is due.
        private async Task ClaimAsync(string target, int max, ClaimRoom? room = null)
        {
            var claimed = await Store.ClaimAsync(target, max, Some.At(_now), IsOrdered(target), room);
            _ready.AddRange(claimed);
            if (claimed.Length == max)
                return;
            var due = await Store.NextDueAsync(target, IsOrdered(target));
            Assert.False(due <= Some.At(_now), $"{target}: due at {due:O}, and not claimed at {Some.At(_now):O}");
            bool isWaiting = StoreReader.Open(temp.Path).Deliveries(new DeliveryFilter { Target = target, State = "pending", Limit = 10_000 }).Count > 0;
            Assert.True(due is not null || !isWaiting || _ready.Exists(claim => claim.Delivery.Target == target) || _begun.Exists(claim => claim.Delivery.Target == target), $"{target}: some wait, and are due never");
        }

        private async Task BeginAsync()
        {
            foreach (var claim in _ready)
            {
                var row = _rows[claim.Delivery.WebhookId];
                if (claim.HoldsSeen != Store.HoldsAt(Some.At(_now)))
                {
                    await Store.CompleteAsync(Result(claim, AttemptOutcome.Released));
                    continue;
                }

                bool isHeld = _holds.Exists(hold => hold.StartsAt <= Some.At(_now) && !(hold.EndsAt < Some.At(_now)) && IsMeant(hold, row));
                Assert.False(isHeld && (row.Kind is "firing" or "repeat") && !IsEndBehind(row), $"{row.WebhookId} ({row.Kind}) began inside a hold");
                _begun.Add(claim);
            }

            _ready.Clear();
        }

        private async Task FinishAsync(ClaimedDelivery claim, AttemptOutcome outcome)
        {
            _begun.Remove(claim);
            await Store.CompleteAsync(Result(claim, outcome));
            if (outcome == AttemptOutcome.Delivered)
            {
                Assert.DoesNotContain(_delivered, earlier => _rows[earlier].Group is { } group && group == claim.Delivery.Group && Number(earlier) > Number(claim.Delivery.WebhookId));
                _delivered.Add(claim.Delivery.WebhookId);
            }
            if (outcome == AttemptOutcome.Dead)
                _wasDead.Add(claim.Delivery.WebhookId);
        }

        private AttemptResult Result(ClaimedDelivery claim, AttemptOutcome outcome) =>
            new(claim.Delivery.WebhookId, claim.Attempt, outcome, Some.At(_now), TimeSpan.Zero, 503, "", outcome == AttemptOutcome.Retry ? Some.At(_now + 2) : null);

        private async Task HoldAsync(byte which)
        {
            string id = $"h{_now}";
            ImmutableArray<Matcher> matchers = [which % 5 < 3 ? new Matcher("vm", $"vm{which % 3}") : new Matcher("rule", $"r{1 + which % 2}")];
            var (starts, ends) = (Some.At(_now + which / 16 % 3 * 2), Some.At(_now + 4 + which / 8));
            Hold hold = which / 4 % 2 == 0
                ? new Silence { Id = id, Matchers = matchers, StartsAt = starts, EndsAt = ends }
                : new Maintenance { Id = id, Matchers = matchers, StartsAt = starts, EndsAt = ends };
            // Its partition takes it in at once, or never: then it doesn't know of it when it decides.
            await Store.ActAsync(new OperatorAct
            {
                Audit = [], Begins = new HoldRow(hold, Some.At(_now), null, null),
                Inbox = which / 64 == 0 ? [new InboxRow($"hold/{id}/1", 1, hold is Silence ? "silence" : "maintenance", hold.Write())] : [],
            });
            _holds.Add(hold);
        }

        private async Task EndHoldAsync(Hold hold)
        {
            _holds.Remove(hold);
            await Store.ActAsync(new OperatorAct { Audit = [], Ends = new HoldEnd(hold.Id, Some.At(_now), "ann") });
        }

        private async Task AppendAsync(AlertRow? alert, DeliveryRow row, params StateRow[] state)
        {
            // A partition that has taken its holds in mutes or holds for itself: here it decides nothing inside of one it knows.
            _rows.Add(row.WebhookId, row);
            var appended = await Store.AppendAsync([Some.Empty(1, ++_sequence) with
            {
                Firings = row.Kind == "firing" ? [Some.Firing(row.FiringId)] : [], Alerts = alert is null ? [] : [alert], Deliveries = [row], State = [.. state],
            }]);
            foreach (var claim in appended.Claimed)
            {
                _room.Receive();
                // As if the hold had come after the decision.
                _ready.Add(_holds.Exists(hold => IsMeant(hold, row)) ? claim with { HoldsSeen = -1 } : claim);
            }
        }

        private AlertRow Alert(string uid, int vm, string rule) =>
            Some.Alert(uid, rule: rule) with { VmName = $"vm{vm}", VmId = $"id-vm{vm}", FiringId = $"f_{_sequence + 1}", StartsAt = Some.At(_now), RefreshedAt = Some.At(_now) };

        private DeliveryRow Row(string kind, AlertRow alert, int which) => Some.Delivery($"msg_{_sequence + 1}", Target(which), _now) with
        {
            Kind = kind, VmName = alert.VmName, FiringId = alert.FiringId, Alert = alert.Uid, Rule = alert.Rule, Series = $"s_{alert.VmName}_{alert.Rule}", ActionPath = "then[0].alert",
        };

        private DeliveryRow Letter(string group, int which) => Some.Delivery($"msg_{_sequence + 1}", Target(which), _now) with
        {
            VmName = $"vm{which % 3}", FiringId = $"f_{_sequence + 1}", Group = group, ActionPath = "group",
        };

        private static bool IsMeant(Hold hold, DeliveryRow row) => hold.Matchers[0].Value == (hold.Matchers[0].Name == "vm" ? row.VmName : row.Rule);

        // What tells that some of a group ended waits for no hold, nor does what it goes after.
        private bool IsEndBehind(DeliveryRow row) =>
            row.Group is not null && _rows.Values.Any(later => later.Group == row.Group && later.TellsEnd && Number(later.WebhookId) > Number(row.WebhookId));

        private static int Number(string id) => int.Parse(id.AsSpan("msg_".Length), CultureInfo.InvariantCulture);

        private int Of(AlertRow alert) => _rows.Values.First(row => row.Alert == alert.Uid).Target[1] - '0';

        private static string Target(int which) => "t" + which % 2;

        private static bool IsOrdered(string target) => target == "t1";
    }
}
