using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Nodes;
using Reactor.Api;
using Reactor.Operating;
using Reactor.Output;
using Reactor.Queries;
using Reactor.Store;
using Reactor.Store.Reading;

namespace Reactor.CommandLine;

/// <summary><c>reactor deliveries show</c> and <c>retry</c>, <c>reactor targets enable</c>: what the lists have beside them.</summary>
internal static class DeliveryCommands
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static Command Show(Terminal terminal)
    {
        var id = new Argument<string>("ID") { Description = "The delivery's webhook-id, as 'reactor deliveries' lists it, or how it begins" };
        var (config, output) = (CommonOptions.Config(), CommonOptions.Output());
        var command = new Command("show", "One delivery: where it stands, what came of each attempt, its body.\n\nExample:\n  reactor deliveries show msg_2Fh0...") { id, config, output };
        command.SetAction(async (result, cancellation) =>
        {
            var store = Configurations.StorePath(CommonOptions.ResolveConfig(result.GetValue(config), terminal));
            var row = await ReadAsync(store, result.GetValue(id)!, cancellation);
            if (result.GetValue(output) == OutputFormat.Json)
            {
                JsonLines.Write(terminal.Out, [row]);
            }
            else
            {
                DeliveryText.Print(row, terminal);
            }
            return ExitCode.Fine;
        });
        return command;
    }

    public static Command Retry(Terminal terminal)
    {
        var ids = new Argument<string[]>("ID") { Description = "Dead letters: their whole webhook-ids, as 'reactor deliveries' lists them", Arity = ArgumentArity.ZeroOrMore };
        var since = new Option<string?>("--since") { Description = $"Those that were given up not longer ago than this: 10m, 2h, 7d, or since a time such as 2026-03-02T10:00:00Z; {TypedTimes.Zone}", HelpName = "TIME" };
        var target = new Option<string?>("--target") { Description = "Those to this target", HelpName = "TARGET" };
        var (config, output) = (CommonOptions.Config(), CommonOptions.Output());
        since.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && QueryArguments.CheckMoment(result.Tokens[0].Value) is { } fault)
            {
                result.AddError($"--since: {fault}");
            }
        });
        var command = new Command(
            "retry",
            "Have dead letters sent once more, with the same webhook-id and the same bytes, on a schedule that begins anew; their attempts go on being counted. Up to 1,000 at a time; it stands in the audit. What was muted is never sent, and nothing of an alert (or a group of alerts) of which the target knows later news.\n\nExample:\n  reactor deliveries retry --target oncall --since 3d")
        {
            ids, since, target, config, output,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(ids) is not { Length: > 0 } && result.GetValue(since) is null && result.GetValue(target) is null)
            {
                result.AddError("say which dead letters: their IDs, --target or --since");
            }
            else if (result.GetValue(ids) is { Length: > RetryRequest.MostIds })
            {
                result.AddError($"{RetryRequest.MostIds} IDs are taken at a time");
            }
        });
        command.SetAction(async (result, cancellation) =>
        {
            var filter = new DeadLetterFilter
            {
                WebhookIds = [.. (result.GetValue(ids) ?? []).Distinct()],
                Target = result.GetValue(target),
                Since = TypedTimes.InUtc(result.GetValue(since), terminal.Time) is { } text && QueryArguments.TryMoment(text, terminal.Time.GetUtcNow(), out var moment) ? moment : null,
            };
            var row = await OrderAsync(RunningDaemon.Socket(result.GetValue(config), terminal), "/v1/deliveries/retry", RetryRequest.Write(filter), cancellation);
            if (result.GetValue(output) == OutputFormat.Json)
            {
                JsonLines.Write(terminal.Out, [row]);
            }
            else
            {
                Tell(row, filter, terminal);
            }
            if ((int)row["count"]! == 0 && filter.Target is { } named)
            {
                var store = Configurations.StorePath(CommonOptions.ResolveConfig(result.GetValue(config), terminal));
                await UnknownNames.TellAsync(store, new Dictionary<string, string> { ["target"] = named }, terminal, cancellation);
            }
            return (int)row["count"]! > 0 ? ExitCode.Fine : ExitCode.Failed;
        });
        return command;
    }

    public static Command Enable(Terminal terminal)
    {
        var target = new Argument<string>("TARGET") { Description = "The target's name, as 'reactor targets' lists it" };
        var config = CommonOptions.Config();
        var command = new Command("enable", "Call a target again that answered 410 and was disabled: what was kept back for it goes out. One that is left alone after failures (open) is tried at once.\n\nExample:\n  reactor targets enable oncall") { target, config };
        command.SetAction(async (result, cancellation) =>
        {
            var name = result.GetValue(target)!;
            var body = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["target"] = name });
            var row = await OrderAsync(RunningDaemon.Socket(result.GetValue(config), terminal), "/v1/targets/enable", body, cancellation);
            if ((string?)row["problem"] is { } problem)
            {
                throw new CommandFailedException(Printable.Of(problem, 2048));
            }
            terminal.Out.WriteLine(Printable.Of((bool)row["was_disabled"]! ? $"target {name} is called again, and what was kept back for it goes out"
                : (bool)row["was_left_alone"]! ? $"target {name} was left alone after failures: what is due tries it at once"
                : $"target {name} was not disabled"));
            return ExitCode.Fine;
        });
        return command;
    }

    private static void Tell(JsonObject row, DeadLetterFilter filter, Terminal terminal)
    {
        if ((string?)row["message"] is { } why)
        {
            terminal.Error.WriteLine(Printable.Of($"reactor: {why}", 2048));
            return;
        }
        var (count, left, disabled, overtaken, held) = ((int)row["count"]!, (int)row["left"]!, (int)row["disabled"]!, (int)row["overtaken"]!, (int)row["held"]!);
        var to = count > 0 ? $", to {string.Join(", ", row["targets"]!.AsArray().Select(name => (string?)name))}" : "";
        terminal.Out.WriteLine(Printable.Of($"{Letters(count)} sent once more{to}", 1024));
        if (left > 0)
        {
            terminal.Out.WriteLine($"{Letters(left)} left: run it again");
        }
        if (disabled > 0)
        {
            terminal.Out.WriteLine($"{Letters(disabled)} left whose target is disabled: 'reactor targets enable TARGET' sends them");
        }
        if (overtaken > 0)
        {
            terminal.Out.WriteLine($"{Letters(overtaken)} left whose target knows later news of their alert, or of their group of alerts: sent now, they would tell what isn't so any more");
        }
        if (held > 0)
        {
            terminal.Out.WriteLine(Printable.Of($"{Letters(held)} left, held by {string.Join(", ", row["held_by"]!.AsArray().Select(id => (string?)id))}: run it again when that has ended", 1024));
        }
        if (filter.WebhookIds.Length - count - left - disabled - overtaken - held is > 0 and var other)
        {
            terminal.Out.WriteLine($"{other} of the IDs: no dead letter that is meant");
        }
    }

    private static string Letters(int count) => Number.Of(count, "dead letter is", "dead letters are");

    private static async Task<JsonObject> ReadAsync(string store, string id, CancellationToken cancellation)
    {
        var socket = ControlSocket.PathFor(store);
        if (ControlSocket.IsAnswered(socket))
        {
            return (await ControlClient.SendAsync(socket, HttpMethod.Get, $"/v1/deliveries/{Uri.EscapeDataString(id)}", s_patience, cancellation))[0];
        }
        try
        {
            return DeliveryDetail.Read(StoreReader.Open(store), id);
        }
        catch (Exception failure) when (failure is StoreUnavailableException or QueryRefusedException or ArgumentException)
        {
            throw new CommandFailedException(Printable.Of(failure.Message, 2048));
        }
    }

    private static async Task<JsonObject> OrderAsync(string socket, string path, ReadOnlyMemory<byte> body, CancellationToken cancellation) =>
        (await ControlClient.SendAsync(socket, HttpMethod.Post, path, s_patience, cancellation, body))[0];
}
