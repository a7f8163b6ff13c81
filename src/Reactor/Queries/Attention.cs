using System.Text.Json.Nodes;
using Reactor.Output;
using Reactor.Reactions.Commits;

namespace Reactor.Queries;

/// <summary>What somebody may have to look after, from <c>GET /v1/overview</c>: a line of each kind, also where all is well.</summary>
internal static class Attention
{
    // Told by name: more make a line nobody reads.
    private const int MostNames = 5;

    /// <summary>What is taken over from the overview into the status, for programs.</summary>
    public static readonly IReadOnlyList<string> Members = ["alerts", "deliveries", "holds"];

    private static readonly string[] s_severities = ["critical", "error", "warning", "info"];

    /// <summary>The lines, each with its head.</summary>
    /// <param name="row">An overview, or a status with its <see cref="Members"/>.</param>
    public static IEnumerable<(string Head, string Text)> Lines(JsonObject row)
    {
        yield return ("alerts", Alerts(row["alerts"]!.AsArray()));
        var deliveries = row["deliveries"]!.AsObject();
        yield return ("targets", Targets(deliveries));
        yield return ("deliveries", $"{deliveries["pending"]} waiting, {Dead((long)deliveries["dead"]!)}");
        yield return ("holds", Holds(row["holds"]!.AsObject()));
    }

    private static string Alerts(JsonArray counts)
    {
        var kinds = counts.Select(count => (State: (string)count!["state"]!, Severity: (string)count["severity"]!, Count: (long)count["count"]!)).ToList();
        var parts = kinds.OrderByDescending(kind => kind.State == "firing").ThenBy(kind => Array.IndexOf(s_severities, kind.Severity)).Select(kind => $"{kind.Count} {kind.Severity} {kind.State}");
        return kinds.Count == 0 ? "none is open" : $"{kinds.Sum(kind => kind.Count)} open: {string.Join(", ", parts)}";
    }

    private static string Targets(JsonObject deliveries)
    {
        var targets = deliveries["targets"]!.AsArray().Select(target => (Name: (string)target!["target"]!, State: (string?)target["state"])).ToList();
        var more = (long)deliveries["more_targets"]!;
        var ill = targets.Where(target => Overview.NeedsCare(target.State)).GroupBy(target => target.State!).Select(state => $"{state.Key}: {Names([.. state.Select(target => target.Name)])}").ToList();
        return targets.Count == 0 ? "nothing was sent yet" : ill.Count == 0 ? $"{targets.Count + more}, none fails" : $"{targets.Count + more}; {string.Join("; ", ill)} ('reactor targets' tells why)";
    }

    private static string Names(List<string> names) => $"{string.Join(", ", names.Take(MostNames))}{(names.Count > MostNames ? $" and {names.Count - MostNames} more" : "")}";

    private static string Dead(long count) => count == 0 ? "none given up" : $"{Number.Of(count, "dead letter", "dead letters")} ('reactor deliveries --state dead')";

    private static string Holds(JsonObject holds)
    {
        (long Count, string Kind)[] kinds = [((long)holds["silences"]!, InboxKinds.Silence), ((long)holds["maintenances"]!, InboxKinds.Maintenance)];
        var there = kinds.Where(hold => hold.Count > 0).Select(hold => Number.Of(hold.Count, hold.Kind, HoldRows.Plural(hold.Kind))).ToList();
        return there.Count == 0 ? "no silence and no maintenance in force" : $"{string.Join(", ", there)} in force";
    }
}
