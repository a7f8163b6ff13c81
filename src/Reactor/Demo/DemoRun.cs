using Reactor.CommandLine;
using Reactor.Demo.Lab;
using Reactor.Running;

namespace Reactor.Demo;

/// <summary>
/// One run of the demo: guests, receiver, daemon; then step after step, each with its reactions waited for. Each wait has its own limit, so
/// that a slow machine takes longer and misses nothing; after the first that is missed nothing more is tried.
/// </summary>
internal static class DemoRun
{
    public static async Task<int> RunAsync(Terminal terminal, IDemoReport report, TimeSpan longestWait, bool keep, CancellationToken cancellation)
    {
        var start = terminal.Time.GetTimestamp();
        using var folder = LabDirectory.Create();
        await using var receiver = await WebhookReceiver.StartAsync(terminal.Time, cancellation);
        await using var web = await LabGuest.StartAsync(LabGuestOptions.Minimal(DemoScript.Web), cancellation);
        await using var db = await LabGuest.StartAsync(new LabGuestOptions { Name = DemoScript.Db }, cancellation);
        var guests = new DemoGuests(web, db);
        var setup = DemoSetup.Write(folder, guests, receiver.Url + "/oncall");
        report.Started(setup, receiver.Url);

        var load = Configurations.Load(setup.Config, terminal);
        await using var daemon = await ReactorHost.StartAsync(load, HostSettings.Quiet, cancellation);
        var observer = new ReactionObserver(setup, receiver, terminal);
        var missing = new List<string>();
        foreach (var vm in (string[])[DemoScript.Web, DemoScript.Db])
        {
            if (await WithinAsync(stop => observer.LiveAsync(vm, stop)))
            {
                report.Connected(vm, terminal.Time.GetElapsedTime(start));
            }
            else
            {
                missing.Add($"{vm} was not connected");
            }
        }
        foreach (var step in DemoScript.Steps)
        {
            if (missing.Count > 0)
            {
                missing.Add($"not tried: {step.Vm} {step.Title}");
                continue;
            }
            report.Step(step, terminal.Time.GetElapsedTime(start));
            await step.Act(guests, cancellation);
            foreach (var expected in step.Reactions)
            {
                if (await WithinAsync(stop => observer.SeenAsync(step.Vm, expected, stop)) is { } seen)
                {
                    report.Seen(seen);
                }
                else
                {
                    missing.Add($"{expected.Event} on {step.Vm}: no {expected.Kind.ToString().ToLowerInvariant()} by rule {expected.Rule}");
                }
            }
        }
        cancellation.ThrowIfCancellationRequested();
        report.Ended(missing, terminal.Time.GetElapsedTime(start), keep ? setup : null);
        if (keep && missing.Count == 0)
        {
            await daemon.WaitForShutdownAsync(cancellation);
        }
        return missing.Count == 0 ? ExitCode.Fine : ExitCode.Failed;

        async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> wait)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(longestWait);
            return await wait(limit.Token);
        }
    }
}
