using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Reactor.Reactions.Payloads;

/// <summary>
/// An e-mail, whole (RFC 5322): plain text in UTF-8 and nothing else. What guests may have had a hand in stands in the subject, encoded, and in
/// the text, encoded: it can't begin a header. All mails about one alert refer to one id, so that they are shown as one thread.
/// </summary>
internal sealed class EmailFormat(string from, ImmutableArray<string> to) : ITargetFormat
{
    /// <summary>MIME type of a whole message.</summary>
    public const string ContentType = "message/rfc822";

    private const int MaxSubjectBytes = 300;
    private const int MaxTextBytes = 16 * 1024;

    public RenderedBody Render(TargetNotice notice, int maxBytes)
    {
        var domain = from[(from.LastIndexOf('@') + 1)..];
        var message = new StringBuilder();
        Header("From", $"<{from}>");
        Header("To", string.Join(",\r\n ", to.Select(address => $"<{address}>")));
        Header("Subject", MailEncoding.Words(NoticeText.Headline(notice, MaxSubjectBytes)));
        Header("Date", notice.At.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        Header("Message-ID", $"<{notice.WebhookId}@{domain}>");
        Header("In-Reply-To", $"<{notice.Thread}@{domain}>");
        Header("References", $"<{notice.Thread}@{domain}>");
        Header("Auto-Submitted", "auto-generated");
        Header("X-Auto-Response-Suppress", "All");
        Header("MIME-Version", "1.0");
        Header("Content-Type", "text/plain; charset=utf-8");
        Header("Content-Transfer-Encoding", "quoted-printable");
        message.Append("\r\n").Append(MailEncoding.QuotedPrintable(Text(notice)));
        return new RenderedBody(Encoding.ASCII.GetBytes(message.ToString()), ContentType);

        void Header(string name, string value) => message.Append(name).Append(": ").Append(value).Append("\r\n");
    }

    private static string Text(TargetNotice notice)
    {
        var text = new StringBuilder();
        text.Append(NoticeText.Headline(notice, MaxTextBytes)).Append("\n\n");
        if (NoticeText.Text(notice, MaxTextBytes) is { Length: > 0 } more)
        {
            text.Append(more).Append("\n\n");
        }

        foreach (var (name, value) in NoticeText.Facts(notice))
        {
            text.Append(name).Append(": ").Append(value).Append('\n');
        }

        return text.ToString();
    }
}
