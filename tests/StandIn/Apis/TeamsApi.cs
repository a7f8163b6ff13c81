using System.Text.Json;

namespace StandIn.Apis;

/// <summary>A message for the webhook of a Teams workflow: an Adaptive Card 1.4, of the elements that Reactor uses.</summary>
internal static class TeamsApi
{
    public const int MaxBytes = 28 * 1000;

    public static string Problems(JsonElement message, int bytes)
    {
        var problems = new JsonProblems();
        problems.Check(bytes <= MaxBytes, "the message is larger than 28 KB");
        problems.Members(message, "the message", "type attachments", "");
        problems.Check(message.GetProperty("type").GetString() == "message", "type is not message");
        problems.Check(message.GetProperty("attachments").GetArrayLength() == 1, "there is not one card");
        var attachment = message.GetProperty("attachments")[0];
        problems.Members(attachment, "the attachment", "contentType content", "contentUrl");
        problems.Check(attachment.GetProperty("contentType").GetString() == "application/vnd.microsoft.card.adaptive", "contentType is another");
        var card = attachment.GetProperty("content");
        problems.Members(card, "the card", "type version body", "$schema actions");
        problems.Check(card.GetProperty("type").GetString() == "AdaptiveCard" && card.GetProperty("version").GetString() == "1.4", "it is no Adaptive Card 1.4");
        foreach (var block in card.GetProperty("body").EnumerateArray())
        {
            // A TextBlock would show Markdown.
            problems.Check(block.GetProperty("type").GetString() == "RichTextBlock", "only RichTextBlock is expected");
            problems.Members(block, "a block", "type inlines", "");
            foreach (var run in block.GetProperty("inlines").EnumerateArray())
            {
                problems.Members(run, "a run", "type text", "weight color");
                problems.Check(run.GetProperty("type").GetString() == "TextRun", "only TextRun is expected");
                problems.Text(run, "text", int.MaxValue);
                problems.Check(!run.TryGetProperty("weight", out var weight) || weight.GetString() is "Bolder", "weight is none");
                problems.Check(!run.TryGetProperty("color", out var color) || color.GetString() is "Good" or "Attention" or "Warning" or "Accent", "color is none");
            }
        }

        if (card.TryGetProperty("actions", out var actions))
        {
            foreach (var action in actions.EnumerateArray())
            {
                problems.Members(action, "an action", "type title url", "");
                problems.Check(action.GetProperty("type").GetString() == "Action.OpenUrl", "only Action.OpenUrl is expected");
                problems.Url(action, "url");
            }
        }

        return problems.ToString();
    }
}
