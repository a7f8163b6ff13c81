using System.Text;
using System.Text.RegularExpressions;
using Reactor.Reactions.Payloads;

namespace Reactor.Reactions.Tests.Payloads;

/// <summary>Mails are RFC 5322, and nothing that a guest says is a header.</summary>
public partial class EmailFormatTests
{
    private static readonly string[] s_headers =
    [
        "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    ];

    [Fact]
    public void Render_firing_is_exactly_this() => Assert.Equal(
        """
        From: <reactor@example.net>
        To: <a@example.net>
        Subject: =?utf-8?B?RklSSU5HOiB3ZWIxIHBhbmlja2VkIG9uIGgx?=
        Date: Mon, 02 Mar 2026 10:00:00 +0000
        Message-ID: <msg_1@example.net>
        In-Reply-To: <a_1@example.net>
        References: <a_1@example.net>
        Auto-Submitted: auto-generated
        X-Auto-Response-Suppress: All
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        =46IRING: web1 panicked on h1

        The kernel is gone.
        Reset it.

        Severity: critical
        VM: web1
        Host: h1
        Rule: guest-panicked
        Event: GUEST_PANICKED
        Started: 2026-03-02T10:00:00.000000Z
        runbook: https://wiki.example.net/panic
        team: virt

        """.ReplaceLineEndings("\r\n"),
        Encoding.ASCII.GetString(new EmailFormat("reactor@example.net", ["a@example.net"]).Render(Notices.Firing, Notices.MaxBytes).Bytes.Span));

    [Theory]
    [InlineData("line one\nline two", "line one\r\nline two\r\n")]
    [InlineData("ends with a blank ", "ends with a blank=20\r\n")]
    [InlineData("a=b", "a=3Db\r\n")]
    [InlineData(".", "=2E\r\n")]
    [InlineData("\u00e4", "=C3=A4\r\n")]
    public void QuotedPrintable_is_as_the_standard_says(string text, string expected) => Assert.Equal(expected, MailEncoding.QuotedPrintable(text));

    /// <summary>What is wrong with a mail; empty where nothing is.</summary>
    internal static string Problems(RenderedBody body)
    {
        var mail = Encoding.Latin1.GetString(body.Bytes.Span);
        var (head, text) = (mail[..mail.IndexOf("\r\n\r\n", StringComparison.Ordinal)], mail[(mail.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        var problems = new List<string>();
        if (body.ContentType != "message/rfc822")
            problems.Add("it is no mail");
        if (mail.Any(c => c is not ('\r' or '\n' or (>= ' ' and <= '~'))) || mail.Replace("\r\n", "", StringComparison.Ordinal).AsSpan().ContainsAny('\r', '\n'))
            problems.Add("it is not ASCII in lines");
        if (mail.Split("\r\n").Any(l => l.Length > 998) || text.Split("\r\n").Any(l => l.Length > 76))
            problems.Add("a line is too long");
        if (text.Split("\r\n").Any(l => l.StartsWith('.') || l.StartsWith("From ", StringComparison.Ordinal) || l.EndsWith(' ')))
            problems.Add("a line would not arrive as it is");
        string[] names = [.. Fold().Replace(head, " ").Split("\r\n").Select(h => h.Split(':')[0])];
        if (!names.SequenceEqual(s_headers))
            problems.Add($"the headers are {string.Join(", ", names)}");
        if (!Fold().Replace(head, " ").Split("\r\n").Single(h => h.StartsWith("Subject:", StringComparison.Ordinal))["Subject: ".Length..].Split(' ').All(w => EncodedWord().IsMatch(w)))
            problems.Add("the subject is not encoded");
        return string.Join('\n', problems);
    }

    [GeneratedRegex("\r\n[ \t]")]
    private static partial Regex Fold();

    [GeneratedRegex(@"\A=\?utf-8\?B\?[A-Za-z0-9+/=]{4,60}\?=\z")]
    private static partial Regex EncodedWord();
}
