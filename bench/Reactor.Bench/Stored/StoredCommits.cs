using System.Collections.Immutable;
using System.Text;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Identities;
using StandIn;

namespace Reactor.Bench.Stored;

/// <summary>Commits as partitions make them where an event of a VM is sent on.</summary>
internal static class StoredCommits
{
    private const int Vms = 64;
    private const int Together = 8;
    private const string Rule = "sunk", Path = "then[0].send";

    private static readonly byte[] s_body = new byte[700];
    private static readonly byte[] s_data = "{\"actual\": 1073741824}"u8.ToArray();

    /// <summary>A group of them, each of some events of a VM.</summary>
    public static ImmutableArray<Commit> Group(int group, int deliveries, string target, DateTimeOffset at) =>
        [.. Enumerable.Range(0, deliveries / Together).Select(number => Of((group * deliveries / Together) + number, target, at))];

    private static Commit Of(int number, string target, DateTimeOffset at)
    {
        var vm = number % Vms;
        var (id, name, first) = (StandInNames.Uuid(vm + 1), StandInNames.Name(vm + 1), number / Vms * Together);
        string[] events = [.. Enumerable.Range(first, Together).Select(ordinal => $"{id}/1.1/{ordinal}")];
        string[] firings = [.. events.Select(e => DeliveryId.Create(e, Rule, "", "").Replace("msg_", "f_", StringComparison.Ordinal))];
        return new Commit
        {
            Partition = vm, AppliedSequence = number + 1, At = at, ApproximateBytes = Together * 1024,
            Events = [.. events.Select(e => new EventRow(e, id, name, "BALLOON_CHANGE", at, at.ToUnixTimeMilliseconds() * 1000, "live", s_data, 1))],
            Firings = [.. firings.Select((f, i) => new FiringRow(f, Rule, "info", id, name, events[i], "BALLOON_CHANGE", at, $$"""{"vm":"{{id}}"}""", 0))],
            Deliveries = [.. firings.Select(f => new DeliveryRow
            {
                WebhookId = DeliveryId.Create(f, Path, target, "firing"), FiringId = f, Rule = Rule, ActionPath = Path, Target = target, Kind = "firing", VmName = name,
                EventName = "BALLOON_CHANGE", CreatedAt = at, Body = s_body,
            })],
            Vms = [new VmStateRow(id, name, id, "bench", "unix:/run/vm.sock", "1-1", "10.1.0", "running", at) { Known = Encoding.UTF8.GetString(s_data) }],
        };
    }
}
