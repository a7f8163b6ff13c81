using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Reactor.Reactions.Commits;
using Reactor.Store;
using StandIn;

namespace Reactor.Bench.Deliver;

/// <summary>What the parts of the way of an event take by themselves, at the same pace and in the same run. Milliseconds, in order of size.</summary>
internal static class Stages
{
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(50);

    /// <summary>From an event's writing to its line's being read from the socket.</summary>
    public static async Task<List<double>> HearAsync(StandInProcess standIn, string folder, int vm, double rate, double seconds)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(StandInNames.Socket(folder, vm)));
        using var reader = new StreamReader(new NetworkStream(socket), Encoding.UTF8);
        await reader.ReadLineAsync();
        await socket.SendAsync("{\"execute\": \"qmp_capabilities\", \"id\": 1}\n"u8.ToArray());
        await reader.ReadLineAsync();
        await standIn.TellAsync(FormattableString.Invariant($"pulse {rate} {seconds} VSERPORT_CHANGE {vm} 1"));
        var times = new List<double>();
        for (var i = 0; i < (int)(rate * seconds) - 1 && await reader.ReadLineAsync() is { } line; i++)
        {
            var written = (long)JsonNode.Parse(line)!["data"]!["actual"]!;
            times.Add((TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch.AddTicks(written * TimeSpan.TicksPerMicrosecond)).TotalMilliseconds);
        }

        return [.. times.Order()];
    }

    /// <summary>A commit of one delivery, durable.</summary>
    public static async Task<List<double>> CommitAsync(string folder, int times, int bytes)
    {
        await using var store = await SqliteStore.OpenAsync(Path.Combine(folder, "stage.db"), new StoreOptions());
        return await PaceAsync(times, i => store.AppendAsync([Commit(i + 1, bytes)]));
    }

    /// <summary>A post and its answer.</summary>
    public static async Task<List<double>> PostAsync(Uri url, int times, int bytes)
    {
        using var client = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
        var body = new byte[bytes];
        return await PaceAsync(times, _ => BarePoster.PostOnceAsync(client, url, body));
    }

    private static async Task<List<double>> PaceAsync(int times, Func<int, Task> work)
    {
        var taken = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await work(i);
            taken.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            await Task.Delay(s_pace);
        }

        return [.. taken.Order()];
    }

    private static Commit Commit(int number, int bytes)
    {
        var at = TimeProvider.System.GetUtcNow();
        return new Commit
        {
            Partition = 1, AppliedSequence = number, ApproximateBytes = bytes,
            Inputs = [new InputRow(number, "event", at, new byte[300], ["r"])],
            Firings = [new FiringRow($"f_{number}", "told", "info", "vm-1", "vm-1", $"e_{number}", "VSERPORT_CHANGE", at, "{}", 0)],
            Deliveries =
            [
                new DeliveryRow
                {
                    WebhookId = string.Create(CultureInfo.InvariantCulture, $"msg_{number}"), FiringId = $"f_{number}", Rule = "told", ActionPath = "then[0].send", Target = "clock",
                    Kind = "firing", VmName = "vm-1", EventName = "VSERPORT_CHANGE", CreatedAt = at, Body = new byte[bytes],
                },
            ],
        };
    }
}
