using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Reactor.Actors.Operating;
using Reactor.Output;
using Reactor.Queries;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Diagnostics;
using Reactor.Store;
using Reactor.Store.Reading;

namespace Reactor.Operating;

/// <summary>Acknowledges alerts, and ends them.</summary>
internal sealed class AlertActs(OperatorDoor door)
{
    /// <summary>Alerts at once.</summary>
    public const int MostAtOnce = 100;

    private const int MostCandidates = 500;

    /// <summary>Does it to all of them or to none.</summary>
    /// <param name="who">Who asks.</param>
    /// <param name="resolves">Ends them; else acknowledges.</param>
    /// <param name="uids">Their names, or how these begin.</param>
    /// <param name="author">What the operator calls themselves.</param>
    /// <param name="comment">What they say.</param>
    /// <param name="cancellation">Gives up waiting for what comes of it.</param>
    /// <returns>The alerts as they then stand.</returns>
    /// <exception cref="QueryRefusedException">One is not there, or not open.</exception>
    public Task<IReadOnlyList<JsonObject>> RunAsync(
        Operator who, bool resolves, IReadOnlyList<string> uids, string? author, string comment, CancellationToken cancellation)
    {
        var command = resolves ? "alerts resolve" : "alerts ack";
        var arguments = new JsonObject
        {
            ["alerts"] = new JsonArray([.. uids.Select(uid => (JsonNode?)Printable.Of(uid, 64))]), ["comment"] = Printable.Of(comment, 500), ["author"] = author,
        };
        return door.AuditedAsync(who, command, arguments, async () =>
        {
            var alerts = await door.ReadAsync(reader => uids.Select(uid => Open(reader, uid)).DistinctBy(alert => alert.Uid).ToImmutableArray(), cancellation);
            var act = door.Runtime.NextAct();
            await door.Runtime.ActAsync(new OperatorAct
            {
                Audit = [.. alerts.Select(alert => door.Audit(who, command, new JsonObject { ["alert"] = alert.Uid, ["rule"] = alert.Rule, ["comment"] = Printable.Of(comment, 500), ["author"] = author }, alert.VmId, alert.VmName))],
                Inbox =
                [
                    .. alerts.Select(alert => new InboxRow(
                        $"hand/{act}/{alert.Uid}", PartitionMap.OfAlert(alert.VmId, alert.Key), InboxKinds.AlertByHand,
                        new AlertByHand(alert.Uid, resolves, who.Named(author), comment).Write())),
                ],
            });
            var isTaken = await door.TakenAsync($"hand/{act}/", cancellation);
            return await door.ReadAsync(
                IReadOnlyList<JsonObject> (reader) => [.. alerts.Select(alert => Row(reader, alert, door.Status().Now, isTaken, resolves ? null : Before(alert, comment)))], cancellation);
        });
    }

    /// <summary>The open alert that is meant.</summary>
    private static AlertRow Open(StoreReader reader, string uid)
    {
        var alert = Meant(reader, uid);
        return alert.State.IsOpen()
            ? alert
            : throw new StateForbidsException($"the alert {alert.Uid} ({alert.Rule}{(alert.VmName.Length > 0 ? $" on {alert.VmName}" : "")}) has ended already, by {alert.ResolvedBy}: nothing is done");
    }

    /// <summary>The alert of a name, or of the only one that begins so.</summary>
    /// <exception cref="QueryRefusedException">There is none, or several.</exception>
    public static AlertRow Meant(StoreReader reader, string uid)
    {
        var wanted = uid.StartsWith("a_", StringComparison.Ordinal) ? uid : $"a_{uid}";
        var found = uid.Length == 0 ? [] : reader.Alerts(new AlertFilter { Uid = wanted, Limit = 11 });
        return found switch
        {
            [var one] => one,
            [] => throw new QueryRefusedException(
                $"there is no alert {uid}: {Nearest.Suggest(wanted, reader.Alerts(new AlertFilter { State = "open", Limit = MostCandidates }).Select(a => a.Uid[..Math.Min(a.Uid.Length, wanted.Length)])) ?? "'reactor alerts' lists them"}"),
            _ => throw new QueryRefusedException(
                $"{uid} may be {(found.Count > 10 ? "more than 10" : found.Count)} alerts: {string.Join(", ", found.Take(10).Select(a => a.Uid))}. Give more of the name"),
        };
    }

    /// <summary>What becomes of an acknowledgement that is there; null where none is.</summary>
    private static string? Before(AlertRow alert, string comment) => alert.State == AlertState.Acknowledged && AlertNotes.Of(alert).Acknowledged is { } first
        ? $"the alert {alert.Uid} {(comment.Length == 0 ? "is acknowledged already, which stays" : "was acknowledged already; this takes the place of it")}: by {Said(first)}"
        : null;

    private static string Said(HandNote note) => $"{note.By} at {note.At.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}{(note.Comment.Length > 0 ? $": {Printable.Of(note.Comment, 500)}" : "")}";

    private static JsonObject Row(StoreReader reader, AlertRow before, DateTimeOffset now, bool isTaken, string? warning)
    {
        var row = AlertRows.Of(reader, new AlertFilter { Uid = before.Uid, Limit = 1 }, now).Single();
        row["in_force"] = isTaken;
        if (warning is not null)
            row["warnings"] = new JsonArray(warning);
        return row;
    }
}
