using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StandIn.Apis;

/// <summary>ntfy's publishing as JSON.</summary>
internal static partial class NtfyApi
{
    public static string Problems(JsonElement message)
    {
        var problems = new JsonProblems();
        problems.Members(message, "the message", "topic", "message title tags priority actions click attach markdown icon filename delay email call");
        problems.Check(TopicName().IsMatch(message.GetProperty("topic").GetString()!), "topic is no name of one");
        problems.Text(message, "title", 250);
        problems.Text(message, "message", 4096);
        problems.Check(Encoding.UTF8.GetByteCount(message.GetProperty("message").GetString()!) <= 4096, "the message would become an attachment");
        problems.Check(message.GetProperty("priority").GetInt32() is >= 1 and <= 5, "priority is none");
        problems.Check(message.GetProperty("tags").EnumerateArray().All(t => t.GetString()!.Length > 0 && !t.GetString()!.Contains(',', StringComparison.Ordinal)), "a tag is none");
        problems.Check(!message.TryGetProperty("markdown", out _), "it is shown as Markdown");
        problems.Url(message, "click");
        return problems.ToString();
    }

    [GeneratedRegex(@"\A[-_A-Za-z0-9]{1,64}\z")]
    private static partial Regex TopicName();
}
