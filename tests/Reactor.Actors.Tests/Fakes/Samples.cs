using System.Collections.Immutable;
using System.Text;
using Reactor.Actors.Deliveries;
using Reactor.Reactions.Commits;
using Reactor.Rules.Configuration;
using Reactor.Store;

namespace Reactor.Actors.Tests.Fakes;

/// <summary>Values that tests build on.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset At = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    public static readonly ReactorConfiguration Configuration = new()
    {
        Node = new NodeConfiguration("h1", ImmutableSortedDictionary<string, string>.Empty),
        Store = new StoreConfiguration("/nowhere/reactor.db", Synchronous.Full),
        BaseDirectory = "/nowhere",
    };

    public static DeliveryRow Delivery(string id = "msg_1", string target = "oncall", InlineRequest? inline = null) => new()
    {
        WebhookId = id,
        FiringId = "f_1",
        Rule = "guest-panicked",
        ActionPath = "then[0].send",
        Target = target,
        Kind = "firing",
        VmName = "web1",
        EventName = "GUEST_PANICKED",
        CreatedAt = At,
        Body = Encoding.UTF8.GetBytes("""{"type":"reactor.firing"}"""),
        Inline = inline,
    };

    public static WebhookTarget Target(Uri? url = null) => new("oncall")
    {
        Url = url ?? new Uri("http://hooks.example.net/in"),
        Retry = new RetryOptions { Attempts = 3, BackoffMin = TimeSpan.FromSeconds(5), BackoffMax = TimeSpan.FromMinutes(1) },
    };

    public static InlineRequest Inline(string url) =>
        new("PUT", url, ImmutableSortedDictionary<string, string>.Empty, null, TimeSpan.FromSeconds(15), new RetryOptions { Attempts = 2 });

    public static Commit Commit(long sequence, int partition = 0, params DeliveryRow[] deliveries) => new()
    {
        Partition = partition,
        AppliedSequence = sequence,
        Deliveries = [.. deliveries],
        Inputs = [new InputRow(sequence, "event", At, "{}"u8.ToArray(), ["r"])],
        ApproximateBytes = 1000,
    };

    public static AuditRow Audit() => new() { Id = "op_1", At = At, VmId = "", Vm = "", Command = "deliveries retry", Risk = "reversible", Outcome = AuditOutcomes.Sent };

    public static WebhookRequest Request(Uri url, TimeSpan? timeout = null) => new()
    {
        Method = HttpMethod.Post,
        Url = url,
        ContentType = "application/json",
        Body = "{}"u8.ToArray(),
        Timeout = timeout ?? TimeSpan.FromSeconds(15),
    };
}
