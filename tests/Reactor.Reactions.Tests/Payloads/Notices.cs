using System.Collections.Immutable;
using System.Text;
using Reactor.Reactions.Payloads;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Tests.Payloads;

/// <summary>Notices to be rendered: an ordinary one, and hostile ones.</summary>
internal static class Notices
{
    public const int MaxBytes = 1024 * 1024;

    public static readonly DateTimeOffset At = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    /// <summary>What guests may say.</summary>
    public static readonly ImmutableArray<string> Hostile =
    [
        "<!channel> <@U1|x> <https://evil.example.net|click> @here &lt;!here&gt;",
        "[click](https://evil.example.net) **bold** {{DATE(2026-01-01T00:00:00Z,SHORT)}} <at>all</at>",
        "a\r\nBcc: evil@example.net\r\n\r\n<html>",
        ".\r\n.\r\nQUIT\r\nFrom x",
        "\u202eright to left\u2066 \u0000\u0007\u001b[31m",
        "half \ud83d and \udc00 surrogates",
        "\",\"routing_key\":\"x\",\"a\":\"",
        "\ufffe\uffff\ufdd0 %22%0d%0a \u00e4\u4e2d\U0001F4A5",
        new string('x', 1024 * 1024),
        new string('&', 1024 * 1024),
        string.Concat(Enumerable.Repeat("\U0001F4A5", 256 * 1024)),
        "",
    ];

    public static TargetNotice Firing { get; } = new()
    {
        WebhookId = "msg_1",
        Thread = "a_1",
        State = NoticeState.Firing,
        At = At,
        Content = new PayloadContent
        {
            Timestamp = At,
            FiringId = "f_1",
            Rule = "guest-panicked",
            Severity = "critical",
            Labels = Labels(("runbook", "https://wiki.example.net/panic"), ("team", "virt")),
            Summary = "web1 panicked on h1",
            Vm = new VmView { Id = "id-1", Name = "web1", Uuid = "5e0f", Host = "h1" },
            Event = new VmEvent { Id = "1/2/3", Name = "GUEST_PANICKED", At = At, Data = """{"action":"pause"}"""u8.ToArray() },
            Match = new PayloadMatch(1, At, At, 0, """{"vm":"id-1"}"""),
            Alert = new PayloadAlert("guest-panicked", false, At, null, null, "The kernel is gone.\nReset it."),
        },
    };

    public static TargetNotice Resolved { get; } = Firing with
    {
        State = NoticeState.Resolved,
        WebhookId = "msg_2",
        At = At.AddMinutes(5),
        Content = Firing.Content with { Timestamp = At.AddMinutes(5), Event = null, Alert = Firing.Content.Alert! with { Resolved = true, EndsAt = At.AddMinutes(5), ResolvedBy = "event" } },
    };

    public static TargetNotice Message { get; } = Firing with { State = NoticeState.Message, Thread = "f_1", Content = Firing.Content with { Alert = null } };

    /// <summary>The same text wherever a guest or a rule may put one.</summary>
    public static TargetNotice Of(string text, NoticeState state = NoticeState.Firing) => Firing with
    {
        State = state,
        Content = Firing.Content with
        {
            Summary = text,
            Labels = Labels(("runbook", text), ("a-b", text), ("a.b", text), ("1", text), ("", text), ("vm", text), (text.Length > 100 ? "long" : text + "/", text)),
            Vm = Firing.Content.Vm with { Name = text, Host = text, Uuid = text },
            Event = Firing.Content.Event! with { Data = Encoding.UTF8.GetBytes($"{{\"text\":{System.Text.Json.JsonSerializer.Serialize(text)}}}") },
            Alert = Firing.Content.Alert! with { Description = text },
            Match = Firing.Content.Match with { Key = $"{{\"vm\":\"id-1\",\"k\":{System.Text.Json.JsonSerializer.Serialize(text)}}}" },
        },
    };

    public static ImmutableSortedDictionary<string, string> Labels(params (string Name, string Value)[] labels) =>
        labels.DistinctBy(l => l.Name).ToImmutableSortedDictionary(l => l.Name, l => l.Value, StringComparer.Ordinal);
}
