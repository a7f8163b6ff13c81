using System.Text.Json;
using System.Text.RegularExpressions;

namespace StandIn.Apis;

/// <summary>Slack's incoming webhooks: messages of blocks, and their limits.</summary>
internal static partial class SlackApi
{
    public static string Problems(JsonElement message)
    {
        var problems = new JsonProblems();
        problems.Members(message, "the message", "text", "blocks attachments");
        problems.Text(message, "text", 4000);
        Markup(problems, message.GetProperty("text").GetString()!);
        foreach (var attachment in message.GetProperty("attachments").EnumerateArray())
        {
            problems.Members(attachment, "an attachment", "blocks", "color");
            problems.Check(attachment.GetProperty("blocks").GetArrayLength() is > 0 and <= 50, "there are no blocks, or too many");
            foreach (var block in attachment.GetProperty("blocks").EnumerateArray())
                Block(problems, block);
        }

        return problems.ToString();
    }

    /// <summary>All that would be a link or a mention: what stands in angle brackets.</summary>
    public static IEnumerable<string> Links(JsonElement message) => Texts(message).SelectMany(t => Bracketed().Matches(t)).Select(m => m.Value);

    private static void Block(JsonProblems problems, JsonElement block)
    {
        problems.Members(block, "a block", "type", "text fields");
        problems.Check(block.GetProperty("type").GetString() == "section", "only sections are expected");
        problems.Check(block.TryGetProperty("text", out _) != block.TryGetProperty("fields", out _), "a section has a text or fields");
        if (block.TryGetProperty("text", out var text))
            Text(problems, text, 3000);
        if (block.TryGetProperty("fields", out var fields))
        {
            problems.Check(fields.GetArrayLength() is > 0 and <= 10, "a section has 1 to 10 fields");
            foreach (var field in fields.EnumerateArray())
                Text(problems, field, 2000);
        }
    }

    private static void Text(JsonProblems problems, JsonElement text, int most)
    {
        problems.Members(text, "a text", "type text", "verbatim");
        problems.Check(text.GetProperty("type").GetString() == "mrkdwn", "only mrkdwn is expected");
        problems.Check(text.GetProperty("verbatim").GetBoolean(), "names and URLs would become links");
        problems.Text(text, "text", most);
        Markup(problems, text.GetProperty("text").GetString()!);
    }

    private static void Markup(JsonProblems problems, string text) =>
        problems.Check(!LoneAmpersand().IsMatch(text), $"an ampersand is not escaped: {text}");

    private static IEnumerable<string> Texts(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.String => [node.GetString()!],
        JsonValueKind.Array => node.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => node.EnumerateObject().SelectMany(m => Texts(m.Value)),
        _ => [],
    };

    [GeneratedRegex("<[^>]*>?")]
    private static partial Regex Bracketed();

    [GeneratedRegex("&(?!amp;|lt;|gt;)")]
    private static partial Regex LoneAmpersand();
}
