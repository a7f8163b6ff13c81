using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EndToEnd.Daemon;
using EndToEnd.Peers;
using Reactor.Demo.Lab;
using Xunit.Abstractions;

namespace EndToEnd.Long;

/// <summary>
/// The promise, against SIGKILL at any instant: what was committed is delivered, nothing fires twice, an id has one payload, no step is run twice.
/// REACTOR_LONG_CRASHES says how often in the long run (default 1,000), REACTOR_LONG_SEED repeats a run as far as a process's timing can be repeated.
/// </summary>
public sealed class CrashLoopTests(ITestOutputHelper output)
{
    private const int EventsPerConnection = 16;
    private const int LongestPauseMilliseconds = 12;
    private const int LongestStartMilliseconds = 1000;
    private const int LongestLifeMilliseconds = 250;

    // On a busy machine it would else die before it has done anything, each time.
    private const int ActsEvery = 5;

    // A VM has at most 250 runs: a further one is refused, and its firing has no step. So those of two connections always have room.
    private const int RulesWithRuns = 3;
    private const int MostRunsLeft = 250 - (2 * RulesWithRuns * EventsPerConnection);

    private static readonly string[] Targets = ["first", "second"];

    [Fact]
    public Task Killed_twenty_times_at_random_instants_no_firing_is_lost_or_doubled_and_no_step_run_twice() => RunAsync(20);

    [LongFact]
    public Task Killed_at_random_instants_no_firing_is_lost_or_doubled_and_no_step_run_twice() => RunAsync(Setting("REACTOR_LONG_CRASHES", 1000));

    private async Task RunAsync(int crashes)
    {
        var seed = Setting("REACTOR_LONG_SEED", RandomNumberGenerator.GetInt32(int.MaxValue));
        output.WriteLine($"{crashes} crashes, REACTOR_LONG_SEED={seed}");
        var random = new Random(seed);
        using var hangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(5) + (crashes * TimeSpan.FromSeconds(20)));

        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, hangGuard.Token, kept: 1_000_000);
        foreach (var target in Targets)
            receiver.Answer("/" + target, SomeFailures(random, crashes));
        using var workspace = new Workspace();
        var commands = new CommandLog();
        var events = new NumberedEvents(EventsPerConnection, LongestPauseMilliseconds, random.Next());
        await using var peer = new ScriptedPeer(workspace.Path("q.sock"), ScriptedPeer.NegotiatedThen(events.TellAsync, commands.Answer));
        workspace.Vm("numbers", workspace.Path("q.sock")).Rules("numbers", $$$"""
            version: 1
            rules:
              - name: numbered
                when: {event: {{{NumberedEvents.Name}}}}
                then: [{send: {to: first}}, {send: {to: second}}]
              - name: acted
                when: {event: {{{NumberedEvents.Name}}}, by: {number: 'data.actual'}}
                then:
                  - exec: {command: [/bin/sh, -c, 'echo "$1" >> "$2"', sh, "{{ data.actual }}", "{{{workspace.Path("acts")}}}"]}
              - name: commanded
                allow: destructive
                when: {event: {{{NumberedEvents.Name}}}, by: {number: 'data.actual'}}
                then: [{qmp: {run: [{command: {{{CommandLog.Command}}}, arguments: {name: "commanded {{ data.actual }}", up: true}}]}}]
              - name: asked
                allow: destructive
                when: {event: {{{NumberedEvents.Name}}}, by: {number: 'data.actual'}}
                then:
                  - qmp:
                      only_if: {command: {{{CommandLog.Question}}}, check: 'result["base-memory"] > 0'}
                      run: [{command: {{{CommandLog.Command}}}, arguments: {name: "asked {{ data.actual }}", up: true}}]
            """);
        foreach (var target in Targets)
            workspace.Target(target, $"{receiver.Url}/{target}", attempts: 100);
        workspace.Write();

        var (duringStart, mostLeft, workedOff) = (0, 0, 0);
        for (var crash = 0; crash < crashes; crash++)
        {
            duringStart += await LiveAndDieAsync(workspace, events, receiver, isToAct: crash % ActsEvery == 0, random, hangGuard.Token) ? 1 : 0;
            var left = CommittedFirings.Runs(workspace.Store);
            mostLeft = Math.Max(mostLeft, left);
            if (left > MostRunsLeft)
            {
                await WorkOffAndDieAsync(workspace, events, hangGuard.Token);
                workedOff++;
            }
        }

        await DeliverTheRestAsync(workspace, receiver, events, hangGuard.Token);

        Check(workspace, receiver, events, $"{duringStart} of {crashes} killed while it started, up to {mostLeft} runs left, worked off {workedOff} times");
        CheckSteps(workspace);
        CheckCommands(workspace, commands.Lines);
    }

    /// <returns>Whether it was killed before it was ready.</returns>
    private static async Task<bool> LiveAndDieAsync(
        Workspace workspace, NumberedEvents events, WebhookReceiver receiver, bool isToAct, Random random, CancellationToken hangGuard)
    {
        events.Forget();
        var before = receiver.Received;
        await using var daemon = ReactorProcess.Launch(workspace);
        var ready = daemon.LoggedAsync("ready");
        if (isToAct)
            await receiver.WaitForAsync(request => request.Number > before, hangGuard);
        else if (random.Next(5) == 0)
            await Task.Delay(random.Next(LongestStartMilliseconds + 1), hangGuard);
        else
            await DieLaterAsync(ready, events, random, hangGuard);
        var wasReady = ready.IsCompletedSuccessfully;
        await daemon.KillAsync();
        // It fails, saying so, where the process died first.
        await ready.ContinueWith(_ => { }, hangGuard, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return !wasReady;
    }

    /// <summary>A life in which the monitor is quiet until there is room for runs again.</summary>
    private static async Task WorkOffAndDieAsync(Workspace workspace, NumberedEvents events, CancellationToken hangGuard)
    {
        events.IsQuiet = true;
        await using var daemon = await ReactorProcess.StartAsync(workspace);
        while (CommittedFirings.Runs(workspace.Store) > MostRunsLeft / 2)
            await Task.Delay(50, hangGuard); // The store's file tells nobody when it changes.
        await daemon.KillAsync();
        events.IsQuiet = false;
    }

    private static async Task DieLaterAsync(Task ready, NumberedEvents events, Random random, CancellationToken hangGuard)
    {
        await ready;
        await events.NegotiatedAsync(hangGuard);
        // This is the instant of its death, not a wait for anything.
        await Task.Delay(random.Next(LongestLifeMilliseconds + 1), hangGuard);
    }

    private static async Task DeliverTheRestAsync(Workspace workspace, WebhookReceiver receiver, NumberedEvents events, CancellationToken hangGuard)
    {
        events.IsQuiet = true;
        foreach (var target in Targets)
            receiver.Answer("/" + target, ReceiverAnswer.Ok);
        var before = receiver.Received;
        var pending = CommittedFirings.Deliveries(workspace.Store).Where(d => d.State == "pending").Select(d => d.WebhookId).ToHashSet();
        await using var last = await ReactorProcess.StartAsync(workspace);
        if (pending.Count > 0)
            await receiver.WaitForAsync(pending.Count, request => request.Number > before && pending.Remove(request.Header("webhook-id")!), hangGuard);
        while (CommittedFirings.Steps(workspace.Store).Any(step => step.State != "ended"))
            await Task.Delay(50, hangGuard); // The store's file tells nobody when it changes.
        await last.StopsWellAsync();
    }

    private void Check(Workspace workspace, WebhookReceiver receiver, NumberedEvents events, string how)
    {
        var numbers = CommittedFirings.Numbers(workspace.Store, "numbered");
        var deliveries = CommittedFirings.Deliveries(workspace.Store);
        var requests = receiver.Requests;
        output.WriteLine(
            $"{how}; {events.Told} events told, {numbers.Count} fired, {deliveries.Count} deliveries, {receiver.Received} requests");

        Assert.Equal(0, receiver.Dropped);
        Assert.NotEmpty(numbers);
        Assert.Equal(numbers.Count, numbers.Distinct().Count());
        foreach (var connection in numbers.GroupBy(number => number / NumberedEvents.Range))
            Assert.Equal(Enumerable.Range(0, connection.Count()).Select(i => (connection.Key * NumberedEvents.Range) + i), connection);

        Assert.All(deliveries, delivery => Assert.Equal("delivered", delivery.State));
        Assert.Equal(numbers.Count * Targets.Length, deliveries.Count);
        Assert.Equal(deliveries.Count, deliveries.Select(d => (d.FiringId, d.Target)).Distinct().Count());

        var committed = deliveries.ToDictionary(d => d.WebhookId);
        foreach (var attempts in requests.GroupBy(request => request.Header("webhook-id")!))
        {
            Assert.Single(attempts.Select(request => (request.Path, request.Text)).Distinct());
            var (path, text) = (attempts.First().Path, attempts.First().Text);
            Assert.True(committed.TryGetValue(attempts.Key, out var delivery), $"{attempts.Key} was sent and never committed");
            Assert.Equal("/" + delivery!.Target, path);
            var data = JsonNode.Parse(text)!["data"]!;
            Assert.Equal(delivery.FiringId, (string?)data["firing"]);
            Assert.Equal(delivery.Number, (long?)data["event"]!["data"]!["actual"]);
        }

        Assert.Empty(committed.Keys.Except(requests.Select(request => request.Header("webhook-id")!)));
    }

    private void CheckSteps(Workspace workspace)
    {
        var decided = CommittedFirings.Numbers(workspace.Store, "acted");
        var steps = CommittedFirings.Steps(workspace.Store).Where(step => step.Rule == "acted").ToList();
        var done = File.Exists(workspace.Path("acts")) ? File.ReadAllLines(workspace.Path("acts")).Select(long.Parse).ToList() : [];
        output.WriteLine($"{decided.Count} steps decided, {string.Join(", ", steps.CountBy(step => step.Status).Select(status => $"{status.Value} {status.Key}"))}, {done.Count} done");

        Assert.NotEmpty(done);
        Assert.Equal(decided.Count, decided.Distinct().Count());
        Assert.Equal(decided.Order(), steps.Select(step => step.Number).Order());
        Assert.Equal(done.Count, done.Distinct().Count());
        // What was under way when the daemon died may have been done or not; it is told as unknown, and not tried again.
        Assert.All(steps, step => Assert.Contains(step.Status, (string[])["ok", "unknown"]));
        Assert.Empty(steps.Where(step => step.Status == "ok").Select(step => step.Number).Except(done));
        Assert.Empty(done.Except(decided));
    }

    /// <summary>A command is sent once; one that may be asked about is sent again only where it was in doubt, and after a question.</summary>
    private void CheckCommands(Workspace workspace, IReadOnlyList<string> sent)
    {
        var steps = CommittedFirings.Steps(workspace.Store).Where(step => step.Path == "then[0].qmp").ToList();
        output.WriteLine($"{sent.CountBy(line => line.Split(' ')[0]).Aggregate("", (all, one) => $"{all}{one.Value} {one.Key}, ")}{string.Join(", ", steps.CountBy(step => $"{step.Rule} {step.Status}").Select(status => $"{status.Value} {status.Key}"))}");

        Assert.NotEmpty(sent);
        Assert.All(steps, step => Assert.Contains(step.Status, (string[])["ok", "unknown"]));
        Assert.Empty(steps.Where(step => step.Status == "ok").Select(step => $"{step.Rule} {step.Number}").Except(sent));
        Assert.Empty(sent.Where(line => line != "ask").Except(steps.Select(step => $"{step.Rule} {step.Number}")));
        foreach (var times in sent.Index().Where(line => line.Item != "ask").GroupBy(line => line.Item, line => line.Index))
        {
            var doubts = steps.Count(step => $"{step.Rule} {step.Number}" == times.Key && step.Status == "unknown");
            Assert.InRange(times.Count(), 1, times.Key.StartsWith("asked", StringComparison.Ordinal) ? doubts + 1 : 1);
            foreach (var (first, second) in times.Zip(times.Skip(1)))
                Assert.Contains("ask", sent.Skip(first).Take(second - first));
        }
    }

    /// <summary>One answer in eight is a failure, so that the process dies between attempts too.</summary>
    private static ReceiverAnswer[] SomeFailures(Random random, int crashes) =>
    [
        .. Enumerable.Range(0, crashes * EventsPerConnection).Select(_ => random.Next(8) == 0 ? ReceiverAnswer.Status(503) : ReceiverAnswer.Ok),
        ReceiverAnswer.Ok,
    ];

    private static int Setting(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
