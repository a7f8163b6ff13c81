using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Reactor.Reactions.Payloads;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Groups;

/// <summary>A notification of a group for targets that have a form of their own: told as one alert, whose description names those of the group.</summary>
internal static class GroupNotice
{
    private const int MostNamed = 20;
    private const int MostSummaryCharacters = 200;

    public static TargetNotice Of(
        AlertGroup group, IReadOnlyList<GroupedAlert> firing, IReadOnlyList<GroupedAlert> ended, ReadOnlyMemory<byte> payload, string webhookId, DateTimeOffset now)
    {
        var told = firing.Concat(ended).ToList();
        var startsAt = told.Min(alert => alert.Alert.Row.StartsAt);
        var isOver = firing.Count == 0;
        var key = Key(group.Place.Key);
        return new TargetNotice
        {
            Content = new PayloadContent
            {
                Timestamp = now,
                FiringId = told[0].Alert.Row.FiringId,
                Rule = key.GetValueOrDefault("rule", ""),
                Severity = told.Select(alert => alert.Alert.Row.Severity).MaxBy(word => SeverityWords.All.ToList().IndexOf(word))!,
                Labels = key,
                Summary = Summary(firing.Count, ended.Count, key),
                Vm = new VmView { Id = "", Name = key.GetValueOrDefault("vm", ""), Host = key.GetValueOrDefault("host", "") },
                Match = new PayloadMatch(told.Count, startsAt, now, 0, "{}"),
                Alert = new PayloadAlert(GroupNotification.Path, isOver, startsAt, isOver ? now : null, null, Lines(firing, ended)),
            },
            State = isOver ? NoticeState.Resolved : NoticeState.Firing,
            WebhookId = webhookId,
            Thread = group.Uid,
            At = now,
            Group = payload,
        };
    }

    private static ImmutableSortedDictionary<string, string> Key(string key)
    {
        using var document = JsonDocument.Parse(key);
        return document.RootElement.EnumerateObject().ToImmutableSortedDictionary(part => part.Name, part => part.Value.GetString() ?? "", StringComparer.Ordinal);
    }

    private static string Summary(int firing, int ended, ImmutableSortedDictionary<string, string> key)
    {
        var of = string.Join(", ", key.Values.Where(value => value.Length > 0));
        var counts = string.Create(CultureInfo.InvariantCulture, $"{(firing > 0 ? $"{firing} firing" : "")}{(firing > 0 && ended > 0 ? ", " : "")}{(ended > 0 ? $"{ended} resolved" : "")}");
        return of.Length > 0 ? $"{of}: {counts}" : counts;
    }

    private static string Lines(IReadOnlyList<GroupedAlert> firing, IReadOnlyList<GroupedAlert> ended)
    {
        var lines = new StringBuilder();
        foreach (var alert in firing.Take(MostNamed))
        {
            Append(lines, "firing", alert);
        }

        foreach (var alert in ended.Take(Math.Max(0, MostNamed - firing.Count)))
        {
            Append(lines, "resolved", alert);
        }

        var left = firing.Count + ended.Count - MostNamed;
        return left > 0 ? lines.Append(CultureInfo.InvariantCulture, $"and {left} more").ToString() : lines.ToString().TrimEnd('\n');
    }

    private static void Append(StringBuilder lines, string state, GroupedAlert alert)
    {
        var summary = StandardPayloadReader.Read(alert.Payload).Summary;
        var row = alert.Alert.Row;
        lines.Append(CultureInfo.InvariantCulture, $"{state}: {row.Rule}");
        if (row.VmName.Length > 0)
        {
            lines.Append(CultureInfo.InvariantCulture, $" on {row.VmName}");
        }

        lines.Append(": ").Append(PlainText.OneLine(summary, MostSummaryCharacters)).Append('\n');
    }
}
