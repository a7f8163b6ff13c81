using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;

namespace Reactor.Store.Tests;

/// <summary>Rows to write.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, 123, 456, TimeSpan.Zero);

    public static DateTimeOffset At(double seconds) => Start + TimeSpan.FromSeconds(seconds);

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static InputRow Input(long sequence) =>
        new(sequence, "event", At(sequence), Bytes($$"""{"v":1,"n":{{sequence}}}"""), ["fp1", "fp2"]);

    public static Commit Commit(int partition, long sequence) => new()
    {
        Partition = partition,
        AppliedSequence = sequence,
        Inputs = [Input(sequence)],
        ApproximateBytes = 100,
    };

    public static Commit Empty(int partition, long sequence) => new() { Partition = partition, AppliedSequence = sequence };

    public static EventRow Event(string id, string name = "STOP", string vm = "web1", double at = 0) =>
        new(id, "id-" + vm, vm, name, At(at), 1_700_000_000_000_001, "live", Bytes("""{"x":18446744073709551615}"""), 1);

    public static FiringRow Firing(string id, string rule = "r1", double at = 0) =>
        new(id, rule, "warning", "id-web1", "web1", "e1", "STOP", At(at), """{"vm":"id-web1"}""", 3);

    public static AlertRow Alert(string uid, AlertState state = AlertState.Firing, string rule = "r1", double at = 0) => new()
    {
        Uid = uid,
        Rule = rule,
        Id = "down",
        Key = """{"vm":"id-web1"}""",
        VmId = "id-web1",
        VmName = "web1",
        State = state,
        Severity = "error",
        Summary = "web1 is \"down\"\u0000 ünd",
        Description = "",
        Labels = ImmutableSortedDictionary<string, string>.Empty.Add("b", "2").Add("a", "1"),
        StartsAt = At(at),
        RefreshedAt = At(at + 1),
        EndsAt = state == AlertState.Resolved ? At(at + 2) : null,
        ResolvedBy = state == AlertState.Resolved ? "event" : null,
        Count = 2,
        Targets = ["ops", "pager"],
        FiringId = "f_1",
    };

    public static DeliveryRow Delivery(string id, string target = "ops", double at = 0, InlineRequest? inline = null) => new()
    {
        WebhookId = id,
        FiringId = "f_1",
        Rule = "r1",
        ActionPath = "then[0].webhook",
        Target = target,
        Kind = "firing",
        VmName = "web1",
        EventName = "STOP",
        CreatedAt = At(at),
        Body = Bytes("{\"id\":\"" + id + "\"}"),
        Inline = inline,
    };

    /// <summary>An alert, as its group keeps it.</summary>
    public static StateRow Grouped(string group, string vm, bool isTold = true) => new(SentSubject.GroupKind, SentSubject.GroupPrefix(group) + vm, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
    {
        ["v"] = 1, ["uid"] = vm, ["rule"] = "r1", ["id"] = "down", ["vm_id"] = $"id-{vm}", ["vm_name"] = vm, ["state"] = "firing", ["severity"] = "error",
        ["labels"] = new { }, ["starts"] = At(0), ["firing"] = "f_1", ["series"] = "s_1", ["same"] = new { }, ["action"] = "then[0].alert", ["event"] = "STOP",
        ["vm"] = new { id = $"id-{vm}", name = vm, labels = new { }, host = "h1", host_labels = new { }, facts = new { } }, ["told"] = isTold, ["payload"] = new { },
    }));

    public static RecordRow Record(string table, string? key, string fields, double at = 0, string vm = "web1") =>
        new(table, key, "id-" + vm, vm, At(at), "e1", "f_1", fields);

    public static VmStateRow Vm(string name, string? status = "running", double at = 0) =>
        new("id-" + name, name, null, "host1", "unix:/run/" + name, "12-34", "7.2.22", status, At(at)) { Known = """{"v":1,"known":{}}""" };

    public static AttemptResult Ended(ClaimedDelivery claimed, AttemptOutcome outcome, double at = 0, double? next = null, string detail = "", int? status = 200) =>
        new(claimed.Delivery.WebhookId, claimed.Attempt, outcome, At(at), TimeSpan.FromMilliseconds(12), status, detail, next is { } n ? At(n) : null);

    public static AuditRow Audit(string id) => new() { Id = id, At = Start, VmId = "", Vm = "", Command = "deliveries retry", Risk = "reversible", Outcome = AuditOutcomes.Sent };

    public static async Task<InboxRow?> CompleteAsync(this SqliteStore store, AttemptResult result) => (await store.CompleteAsync([result])).ToPartitions.SingleOrDefault();
}
