using System.Text.Json;

namespace StandIn.Apis;

/// <summary>PagerDuty's Events API v2, <c>POST /v2/enqueue</c>.</summary>
internal static class PagerDutyApi
{
    public const int MaxBytes = 512 * 1000;

    public static string Problems(JsonElement e, int bytes)
    {
        var problems = new JsonProblems();
        problems.Check(bytes <= MaxBytes, "the event is larger than 512 KB");
        problems.Members(e, "the event", "routing_key event_action", "dedup_key payload images links client client_url");
        problems.Text(e, "routing_key", 255);
        problems.Check(e.GetProperty("event_action").GetString() is "trigger" or "acknowledge" or "resolve", "event_action is none");
        problems.Text(e, "dedup_key", 255);
        problems.Check(e.GetProperty("event_action").GetString() == "trigger" || e.TryGetProperty("dedup_key", out _), "dedup_key is required but for trigger");
        if (e.TryGetProperty("links", out var links))
        {
            foreach (var link in links.EnumerateArray())
            {
                problems.Members(link, "a link", "href", "text");
                problems.Url(link, "href");
            }
        }

        if (e.TryGetProperty("payload", out var payload))
        {
            problems.Members(payload, "payload", "summary source severity", "timestamp component group class custom_details");
            problems.Text(payload, "summary", 1024);
            problems.Text(payload, "source", 1024);
            problems.Check(payload.GetProperty("severity").GetString() is "critical" or "error" or "warning" or "info", "severity is none");
            problems.Time(payload, "timestamp");
            problems.Check(payload.GetProperty("custom_details").ValueKind == JsonValueKind.Object, "custom_details is no map");
            string[] details = [.. payload.GetProperty("custom_details").EnumerateObject().Select(m => m.Name)];
            problems.Check(details.Distinct().Count() == details.Length, "custom_details has a member twice");
        }

        return problems.ToString();
    }
}
