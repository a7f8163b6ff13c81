using System.Text.Json;
using System.Text.RegularExpressions;

namespace StandIn.Apis;

/// <summary>Alertmanager's API v2, <c>postableAlerts</c>, and what its server checks besides.</summary>
internal static partial class AlertmanagerApi
{
    public static string Problems(JsonElement alerts)
    {
        var problems = new JsonProblems();
        problems.Check(alerts.ValueKind == JsonValueKind.Array, "it is no list of alerts");
        foreach (var alert in alerts.EnumerateArray())
        {
            problems.Members(alert, "an alert", "labels", "annotations startsAt endsAt generatorURL");
            Labels(problems, alert.GetProperty("labels"), "labels");
            problems.Check(alert.GetProperty("labels").EnumerateObject().Any(), "an alert has no labels");
            problems.Check(alert.GetProperty("labels").TryGetProperty("alertname", out _), "an alert has no alertname");
            if (alert.TryGetProperty("annotations", out var annotations))
                Labels(problems, annotations, "annotations");
            problems.Time(alert, "startsAt");
            problems.Time(alert, "endsAt");
            problems.Check(alert.GetProperty("startsAt").GetDateTimeOffset() <= alert.GetProperty("endsAt").GetDateTimeOffset(), "an alert ends before it starts");
            problems.Url(alert, "generatorURL");
        }

        return problems.ToString();
    }

    private static void Labels(JsonProblems problems, JsonElement labels, string what)
    {
        problems.Members(labels, what, "", string.Join(' ', labels.EnumerateObject().Select(l => l.Name)));
        foreach (var label in labels.EnumerateObject())
        {
            problems.Check(LabelName().IsMatch(label.Name), $"{label.Name} is no name of a label");
            problems.Check(label.Value.ValueKind == JsonValueKind.String && label.Value.GetString()!.Length > 0, $"{label.Name} is empty, or no text");
        }
    }

    [GeneratedRegex(@"\A[a-zA-Z_][a-zA-Z0-9_]*\z")]
    private static partial Regex LabelName();
}
