using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Reactor.Actors.Operating;
using Reactor.Output;
using Reactor.Queries;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Engine;
using Reactor.Store;
using Reactor.Store.Reading;

namespace Reactor.Operating;

/// <summary>Begins and ends silences and maintenances: for all partitions, in one transaction.</summary>
internal sealed class HoldActs(OperatorDoor door) : IDisposable
{
    // As many as a partition takes: one more would be confirmed, and hold nothing.
    private static readonly int s_most = new PartitionOptions().MaxHolds;

    // Counted and added by one at a time.
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Begins one.</summary>
    /// <returns>It, as it is listed.</returns>
    /// <exception cref="QueryRefusedException">It names something that isn't there, or there are as many as may be.</exception>
    public Task<IReadOnlyList<JsonObject>> AddAsync(Operator who, HoldRequest request, CancellationToken cancellation)
    {
        var kind = request.IsSilence ? InboxKinds.Silence : InboxKinds.Maintenance;
        return door.AuditedAsync(who, $"{kind} add", request.Told, async () =>
        {
            var status = door.Status();
            var known = new KnownThings(status, door.Runtime.Rules);
            known.Check(request);
            await _turn.WaitAsync(cancellation);
            try
            {
                if (await door.ReadAsync(reader => reader.HoldsInForce(kind, status.Now), cancellation) >= s_most)
                {
                    throw new StateForbidsException($"there are {s_most} {HoldRows.Plural(kind)}, as many as may be: end some first");
                }
                var id = await IdAsync(kind, cancellation);
                var hold = Made(request, id, who);
                var told = request.Told;
                told["id"] = id;
                await door.Runtime.ActAsync(new OperatorAct
                {
                    Audit = [door.Audit(who, $"{kind} add", told)],
                    Begins = new HoldRow(hold, status.Now, who.Uid, who.Pid),
                    Inbox = ToAll($"hold/{id}", kind, hold),
                });
                var rows = await AnswerAsync(kind, id, cancellation);
                rows[0]["warnings"] = new JsonArray([.. known.Doubts(request)]);
                return rows;
            }
            finally
            {
                _turn.Release();
            }
        });
    }

    /// <summary>Ends one.</summary>
    /// <returns>It, as it is listed.</returns>
    /// <exception cref="QueryRefusedException">There is none such, or it has ended.</exception>
    public Task<IReadOnlyList<JsonObject>> EndAsync(Operator who, string kind, string wanted, string? author, CancellationToken cancellation) =>
        door.AuditedAsync(who, $"{kind} end", new JsonObject { ["id"] = Printable.Of(wanted, 64), ["author"] = author }, async () =>
        {
            var now = door.Status().Now;
            var found = await door.ReadAsync(reader => Meant(reader, kind, wanted, now), cancellation);
            var id = found.Hold.Id;
            if (found.StateAt(now) == "expired")
            {
                throw new StateForbidsException($"the {kind} {id} has ended already{(found.EndedBy is { } by ? $", by {by}" : "")}: nothing is done");
            }
            Hold end = kind == InboxKinds.Silence
                ? new Silence { Id = id, Author = who.Named(author), IsEnded = true }
                : new Maintenance { Id = id, Author = who.Named(author), IsEnded = true };
            await door.Runtime.ActAsync(new OperatorAct
            {
                Audit = [door.Audit(who, $"{kind} end", new JsonObject { ["id"] = id, ["author"] = author })],
                Ends = new HoldEnd(id, now, who.Named(author)),
                Inbox = ToAll($"hold/{id}/end", kind, end),
            });
            return await AnswerAsync(kind, id, cancellation);
        });

    public void Dispose() => _turn.Dispose();

    // Only one that has not ended can be meant; one that has is told of where no other is.
    private static StoredHold Meant(StoreReader reader, string kind, string wanted, DateTimeOffset now)
    {
        List<StoredHold> going = [.. reader.HoldsOfState(kind, "active", now), .. reader.HoldsOfState(kind, "pending", now)];
        List<StoredHold> found = wanted.Length == 0 ? [] : going.FindAll(hold => hold.Hold.Id.StartsWith(wanted, StringComparison.Ordinal));
        return found switch
        {
            [var one] => one,
            [_, ..] when found.Find(hold => hold.Hold.Id == wanted) is { } exact => exact,
            [_, ..] => throw new QueryRefusedException($"{wanted} may be {string.Join(", ", found.Take(10).Select(hold => hold.Hold.Id))}: give more of it"),
            _ when wanted.Length > 0 && reader.Holds(kind, wanted, 1) is [var ended] => ended,
            _ => throw new QueryRefusedException($"there is no {kind} {wanted}: {Nearest.Suggest(wanted, going.Select(hold => hold.Hold.Id)) ?? $"the list of {HoldRows.Plural(kind)} has them"}"),
        };
    }

    private static Hold Made(HoldRequest request, string id, Operator who) => request.IsSilence
        ? new Silence
        {
            Id = id, Matchers = request.Matchers, StartsAt = request.StartsAt, EndsAt = request.EndsAt, Author = who.Named(request.Author), Reason = request.Reason,
            UntilResolved = request.UntilResolved,
        }
        : new Maintenance
        {
            Id = id, Matchers = request.Matchers, StartsAt = request.StartsAt, EndsAt = request.EndsAt, Author = who.Named(request.Author), Reason = request.Reason,
        };

    private static ImmutableArray<InboxRow> ToAll(string id, string kind, Hold hold)
    {
        var payload = hold.Write();
        return [.. Enumerable.Range(0, PartitionMap.Count).Select(partition => new InboxRow($"{id}/{partition}", partition, kind, payload))];
    }

    // Short enough to be typed: a letter that says what it is, and five that nobody chose.
    private async Task<string> IdAsync(string kind, CancellationToken cancellation)
    {
        while (true)
        {
            var id = StableId.Of("", kind, door.Runtime.NextAct())[..5].Insert(0, kind[..1]);
            if (await door.ReadAsync(reader => reader.Holds(kind, id, 1).Count == 0, cancellation))
            {
                return id;
            }
        }
    }

    private async Task<IReadOnlyList<JsonObject>> AnswerAsync(string kind, string id, CancellationToken cancellation)
    {
        var isTaken = await door.TakenAsync($"hold/{id}/", cancellation);
        var now = door.Status().Now;
        var rows = await door.ReadAsync(reader => HoldRows.Of(reader, kind, id, now).ToList(), cancellation);
        rows[0]["in_force"] = isTaken;
        return rows;
    }
}
