using System.Text.Json.Nodes;
using Reactor.CommandLine;
using Reactor.Demo.Lab;
using Reactor.Output;
using Reactor.Queries;

namespace Reactor.Demo;

/// <summary>Sees reactions where their users see them: at the receiver, and in the answers of the running daemon.</summary>
internal sealed class ReactionObserver(DemoSetup setup, WebhookReceiver receiver, Terminal terminal)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Whether the VM is connected before <paramref name="stop"/>.</summary>
    public async Task<bool> LiveAsync(string vm, CancellationToken stop) =>
        await UntilAsync(async () => (await AskAsync("vms", [])).FirstOrDefault(r => (string?)r["name"] == vm && (string?)r["state"] == "live"), stop) is not null;

    /// <summary>The reaction, once it is there; null where it isn't before <paramref name="stop"/>.</summary>
    public async Task<SeenReaction?> SeenAsync(string vm, ExpectedReaction expected, CancellationToken stop)
    {
        var found = await UntilAsync(() => EventAsync(vm, expected), stop);
        if (found is null)
        {
            return null;
        }
        return expected.Kind switch
        {
            ReactionKind.Record => await RecordAsync(vm, expected, found, stop),
            ReactionKind.Webhook => await WebhookAsync(vm, expected, found, "reactor.firing", stop),
            ReactionKind.Alert => await WebhookAsync(vm, expected, found, "reactor.alert.firing", stop),
            _ => await WebhookAsync(vm, expected, found, "reactor.alert.resolved", stop),
        };
    }

    private async Task<JsonObject?> EventAsync(string vm, ExpectedReaction expected) =>
        (await AskAsync("events", new() { ["name"] = expected.Event, ["vm"] = vm }))
            .FirstOrDefault(e => expected.Kind == ReactionKind.Resolve || (int?)e["matched"] > 0);

    private async Task<SeenReaction?> RecordAsync(string vm, ExpectedReaction expected, JsonObject happened, CancellationToken stop)
    {
        var table = expected.Rule[..expected.Rule.IndexOf('-', StringComparison.Ordinal)];
        var row = await UntilAsync(
            async () => (await AskAsync("records", new() { ["table"] = table })).FirstOrDefault(r => (string?)r["event_id"] == (string?)happened["id"]), stop);
        if (row is null)
        {
            return null;
        }
        var fields = string.Join(", ", row["fields"]!.AsObject().Select(f => $"{f.Key} {f.Value}"));
        return new SeenReaction(vm, expected, Data(happened), $"row in '{table}': {fields}", null);
    }

    private async Task<SeenReaction?> WebhookAsync(string vm, ExpectedReaction expected, JsonObject happened, string type, CancellationToken stop)
    {
        try
        {
            var request = await receiver.WaitForAsync(r => Is(r, type, vm, expected.Rule), stop);
            if (WebhookSignature.Refusal(request, setup.Secret) is { } refusal)
            {
                await terminal.Error.WriteLineAsync($"a webhook came with a bad signature: {refusal}");
                return null;
            }
            var data = JsonNode.Parse(request.Text)!["data"]!;
            var detail = expected.Kind switch
            {
                ReactionKind.Webhook => "webhook received, signature valid",
                ReactionKind.Alert => $"alert \"{data["summary"]}\": received, signature valid",
                _ => $"alert \"{data["summary"]}\" resolved: received, signature valid",
            };
            return new SeenReaction(vm, expected, Data(happened), detail, request.Header("webhook-id"));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private static bool Is(ReceivedRequest request, string type, string vm, string rule)
    {
        var body = JsonNode.Parse(request.Text)!;
        return (string?)body["type"] == type && (string?)body["data"]!["rule"] == rule && (string?)body["data"]!["vm"]!["name"] == vm;
    }

    private static string Data(JsonObject happened) => happened["data"]?.ToJsonString(JsonLines.Options) ?? "{}";

    private Task<IReadOnlyList<JsonObject>> AskAsync(string query, Dictionary<string, string> values) =>
        QueryClient.AskAsync(setup.Store, AllQueries.ByName(query), values, terminal, CancellationToken.None);

    private async Task<JsonObject?> UntilAsync(Func<Task<JsonObject?>> ask, CancellationToken stop)
    {
        while (true)
        {
            if (await ask() is { } found)
            {
                return found;
            }
            if (stop.IsCancellationRequested)
            {
                return null;
            }
            await Task.Delay(Pause, terminal.Time, CancellationToken.None);
        }
    }
}

/// <summary>A reaction as it was seen.</summary>
/// <param name="Vm">The guest's name.</param>
/// <param name="Expected">Which one it is.</param>
/// <param name="Data">The event's data as JSON.</param>
/// <param name="Detail">What was seen, for people.</param>
/// <param name="WebhookId">The delivery's id, where there was one.</param>
internal sealed record SeenReaction(string Vm, ExpectedReaction Expected, string Data, string Detail, string? WebhookId);
