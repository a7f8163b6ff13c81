using System.Globalization;
using System.Text;
using System.Text.Json;
using Reactor.Reactions.Json;
using Reactor.Reactions.Text;

namespace Reactor.Reactions.Payloads;

/// <summary>A notice in words, for targets that people read: a headline, a text, and facts.</summary>
internal static class NoticeText
{
    private const int MaxFacts = 40;
    private const int MaxFactBytes = 256;
    private const int MaxLinkLength = 2048;
    private const string RunbookLabel = "runbook";

    /// <summary>One line: what is the news, and of what.</summary>
    public static string Headline(TargetNotice notice, int maxBytes)
    {
        var summary = PlainText.OneLine(notice.Content.Summary, maxBytes) is { Length: > 0 } said ? said : notice.Content.Rule;
        return StateWord(notice.State) is { } word ? BoundedText.Cut($"{word}: {summary}", maxBytes) : summary;
    }

    /// <summary>What the rule wrote, else the alert's description; may be empty.</summary>
    public static string Text(TargetNotice notice, int maxBytes) =>
        PlainText.Lines(notice.Own is { } own ? TextOf(own) : notice.Content.Alert?.Description ?? "", maxBytes);

    /// <summary>Names and values, the most telling first. Bounded in number and size.</summary>
    public static IReadOnlyList<(string Name, string Value)> Facts(TargetNotice notice)
    {
        var facts = new List<(string, string)>();
        var content = notice.Content;
        Add("Severity", content.Severity);
        Add("VM", content.Vm.Name);
        Add("Host", content.Vm.Host);
        Add("Rule", content.Rule);
        Add("Event", content.Event?.Name);
        Add("Started", content.Alert is { } alert ? Rfc3339.Format(alert.StartsAt) : Rfc3339.Format(content.Timestamp));
        if (content.Alert is { EndsAt: { } end } ended)
        {
            Add("Ended", ended.ResolvedBy is { } reason ? $"{Rfc3339.Format(end)}, by {reason}" : Rfc3339.Format(end));
        }

        if (content.Match is { Suppressed: > 0 } match)
        {
            Add("Held back", match.Suppressed.ToString(CultureInfo.InvariantCulture));
        }

        foreach (var (name, value) in content.Labels.OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            Add(name, value);
        }

        return facts;

        void Add(string name, string? value)
        {
            if (facts.Count < MaxFacts && PlainText.OneLine(value ?? "", MaxFactBytes) is { Length: > 0 } clean)
            {
                facts.Add((PlainText.OneLine(name, MaxFactBytes), clean));
            }
        }
    }

    /// <summary>Where to read what to do: the label <c>runbook</c>, where it is an http or https URL; null otherwise.</summary>
    public static string? Runbook(TargetNotice notice) =>
        notice.Content.Labels.TryGetValue(RunbookLabel, out var text) && text.Length <= MaxLinkLength
        && !text.AsSpan().ContainsAnyExceptInRange('!', '~')
        && Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) && url.UserInfo.Length == 0
            ? url.AbsoluteUri
            : null;

    private static string? StateWord(NoticeState state) => state switch
    {
        NoticeState.Firing => "FIRING",
        NoticeState.Acknowledged => "ACKNOWLEDGED",
        NoticeState.Resolved => "RESOLVED",
        _ => null,
    };

    // A lone {{ }} that gives text is meant as that text.
    private static string TextOf(OwnBody own)
    {
        if (own.IsJson && own.Bytes.Span is [(byte)'"', ..])
        {
            return JsonSerializer.Deserialize<string>(own.Bytes.Span) ?? "";
        }

        return Encoding.UTF8.GetString(own.Bytes.Span);
    }
}
