using System.Text;
using System.Text.Json;
using Reactor.Actors.Steps;
using Reactor.Actors.Tests.Fakes;
using Reactor.Qmp;
using Reactor.Reactions.Steps;

namespace Reactor.Actors.Tests.Steps;

public sealed class CommandRunnerTests : IAsyncLifetime
{
    private readonly Monitor _monitor = new();
    private readonly LiveVms _live = new();
    private readonly ManualTime _time = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _monitor.DisposeAsync();

    [Fact]
    public async Task Commands_go_one_after_another_and_their_returns_come_back()
    {
        await GoLiveAsync();
        _monitor.Answer = (command, _) => $"\"return\": {{\"of\": \"{command}\"}}";

        var result = await RunAsync(SomeStep.Commands("stop", "cont"));

        Assert.Equal((StepStatus.Ok, "h1:7-1"), (result.Status, result.Process));
        Assert.Equal(["stop", "cont"], _monitor.Heard);
        Assert.Equal("""{"of": "cont"}""", Encoding.UTF8.GetString(result.Results[1].Return!.Value.Span));
    }

    [Fact]
    public async Task First_command_that_fails_ends_them()
    {
        await GoLiveAsync();
        _monitor.Answer = (_, _) => Error("GenericError", "no");

        var result = await RunAsync(SomeStep.Commands("stop", "cont"));

        Assert.Equal(StepStatus.Failed, result.Status);
        Assert.Equal(new StepError("GenericError", "no"), result.Error);
        Assert.Equal(["stop"], _monitor.Heard);
    }

    [Fact]
    public async Task Another_claims_to_be_the_vm_in_between_the_rest_of_the_commands_is_not_sent()
    {
        var vm = await GoLiveAsync();
        string? why = null;
        _live.Put(vm with { WhyReadOnly = () => why });
        _monitor.Answer = (_, _) =>
        {
            why = "two VMs say that they have the UUID";
            return "\"return\": {}";
        };

        var result = await RunAsync(SomeStep.Commands("stop", "cont"));

        Assert.Equal((StepStatus.Failed, StepError.NotAllowed), (result.Status, result.Error!.Class));
        Assert.Equal(["stop"], _monitor.Heard);
    }

    [Fact]
    public async Task All_questions_are_put_even_where_one_fails()
    {
        await GoLiveAsync();
        _monitor.Answer = (command, _) => command == "query-balloon" ? Error("DeviceNotActive", "none") : "\"return\": []";

        var result = await RunAsync(SomeStep.Questions("query-balloon", "query-block"));

        Assert.Equal((StepStatus.Failed, "DeviceNotActive"), (result.Status, result.Error!.Class));
        Assert.Equal("[]", Encoding.UTF8.GetString(result.Results[1].Return!.Value.Span));
    }

    [Fact]
    public async Task Command_without_an_answer_in_time_is_unknown_and_ends_them()
    {
        await GoLiveAsync(new QmpConnectionOptions { TimeProvider = _time });
        _monitor.Answer = (_, _) => null;

        var running = RunAsync(SomeStep.Commands("stop", "cont"));
        await Until(() => _monitor.Heard.Length == 1);
        _time.Advance(TimeSpan.FromSeconds(31));
        var result = await running.Guarded();

        Assert.Equal((StepStatus.Unknown, StepError.Timeout), (result.Status, result.Error!.Class));
        Assert.Equal(["stop"], _monitor.Heard);
    }

    [Fact]
    public async Task Connection_lost_under_way_is_unknown()
    {
        await GoLiveAsync();
        _monitor.Answer = (_, _) => "close";

        var result = await RunAsync(SomeStep.Commands("stop", "cont"));

        Assert.Equal((StepStatus.Unknown, StepError.ConnectionLost), (result.Status, result.Error!.Class));
        Assert.Single(result.Results);
    }

    [Fact]
    public async Task Connection_that_ended_before_is_a_failure_and_nothing_is_in_doubt()
    {
        var vm = await GoLiveAsync();
        await vm.Connection.DisposeAsync();

        var result = await RunAsync(SomeStep.Commands("stop"));

        Assert.Equal((StepStatus.Failed, StepError.NotConnected), (result.Status, result.Error!.Class));
    }

    [Fact]
    public async Task VM_that_is_not_live_is_waited_for()
    {
        var running = RunAsync(SomeStep.Commands("stop"));
        Assert.False(running.IsCompleted);

        await GoLiveAsync();

        Assert.Equal(StepStatus.Ok, (await running.Guarded()).Status);
    }

    [Fact]
    public async Task VM_that_does_not_come_is_a_failure()
    {
        var running = RunAsync(SomeStep.Commands("stop"));
        await Until(() => _time.Waiting > 0);
        _time.Advance(TimeSpan.FromSeconds(30));

        var result = await running.Guarded();

        Assert.Equal((StepStatus.Failed, StepError.NotConnected), (result.Status, result.Error!.Class));
        Assert.Contains("web1", result.Error.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VM_that_is_gone_long_after_the_start_is_waited_for_a_moment_only()
    {
        var runner = Runner();
        _time.Advance(CommandRunner.StartPatience);
        var running = runner.RunAsync(SomeStep.Row(), SomeStep.Commands("stop"), CancellationToken.None);
        await Until(() => _time.Waiting > 0);
        _time.Advance(CommandRunner.Patience);

        Assert.Contains("within 2 s", (await running.Guarded()).Error!.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_of_the_daemon_ends_the_waiting()
    {
        using var stop = new CancellationTokenSource();
        var running = Runner().RunAsync(SomeStep.Row(), SomeStep.Commands("stop"), stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Theory]
    [InlineData("h1:7-1", StepStatus.Ok)]
    [InlineData("h1:8-9", StepStatus.Refused)]
    public async Task Another_process_never_gets_the_commands(string meant, StepStatus status)
    {
        await GoLiveAsync();

        var result = await RunAsync(SomeStep.Commands("stop") with { Process = meant });

        Assert.Equal(status, result.Status);
        Assert.Equal(status == StepStatus.Ok ? 1 : 0, _monitor.Heard.Length);
    }

    [Theory]
    [InlineData("system_reset", false, false, StepStatus.Refused)]
    [InlineData("system_reset", true, false, StepStatus.Ok)]
    [InlineData("stop", false, false, StepStatus.Ok)]
    [InlineData("x-unknown", false, false, StepStatus.Refused)]
    [InlineData("stop", false, true, StepStatus.Refused)]
    [InlineData("query-status", false, true, StepStatus.Ok)]
    public async Task Command_that_is_not_allowed_is_refused(string command, bool allowed, bool question, StepStatus status)
    {
        await GoLiveAsync();

        var result = await RunAsync(SomeStep.Commands(command) with { AllowsDestructive = allowed, IsQuestion = question });

        Assert.Equal(status, result.Status);
        Assert.Equal(status == StepStatus.Ok ? 1 : 0, _monitor.Heard.Length);
        Assert.Equal(status == StepStatus.Ok ? null : StepError.NotAllowed, result.Error?.Class);
    }

    [Fact]
    public async Task Destructive_command_is_refused_where_the_process_is_not_known()
    {
        await GoLiveAsync(incarnation: null);

        var destructive = await RunAsync(SomeStep.Commands("system_reset") with { AllowsDestructive = true });
        var reversible = await RunAsync(SomeStep.Commands("stop"));

        Assert.Equal((StepStatus.Refused, StepStatus.Ok), (destructive.Status, reversible.Status));
    }

    [Fact]
    public async Task Arguments_go_out_as_they_are()
    {
        await GoLiveAsync();
        var arguments = "";
        _monitor.Answer = (_, given) =>
        {
            arguments = given;
            return "\"return\": {}";
        };

        await RunAsync(SomeStep.Commands() with { Commands = [new("stop", Encoding.UTF8.GetBytes("""{"n":18446744073709551615,"t":"a\"b"}"""))] });

        Assert.Equal("""{"n":18446744073709551615,"t":"a\"b"}""", arguments);
    }

    [Fact]
    public async Task Answers_are_kept_up_to_a_bound()
    {
        await GoLiveAsync();
        _monitor.Answer = (_, _) => $"\"return\": \"{new string('x', 200_000)}\"";

        var result = await RunAsync(SomeStep.Questions("query-a", "query-b"));

        Assert.Equal([true, false], result.Results.Select(answer => answer.Return is not null));
        Assert.Equal(StepStatus.Ok, result.Status);
    }

    [Theory]
    [InlineData("7.2.22", false, ".png")]
    [InlineData("7.2.22", true, ".ppm")]
    [InlineData("6.2.0", false, ".ppm")]
    public async Task Picture_of_the_screen_goes_into_a_file_of_the_store(string version, bool refusesPng, string extension)
    {
        await GoLiveAsync(version: version);
        _monitor.Answer = (command, arguments) =>
        {
            using var json = JsonDocument.Parse(arguments);
            if (refusesPng && json.RootElement.TryGetProperty("format", out _))
                return Error("GenericError", "no png");
            File.WriteAllText(json.RootElement.GetProperty("filename").GetString()!, "picture");
            return "\"return\": {}";
        };

        var result = await RunAsync(SomeStep.Questions("screendump"));

        using var answer = JsonDocument.Parse(result.Results[0].Return!.Value);
        Assert.Equal(Path.Combine(_monitor.Folder, "screendumps", "s_1" + extension), answer.RootElement.GetProperty("path").GetString());
        Assert.Equal(refusesPng ? 2 : 1, _monitor.Heard.Length);
    }

    [Fact]
    public async Task Newest_pictures_are_kept()
    {
        await GoLiveAsync();
        var folder = Directory.CreateDirectory(Path.Combine(_monitor.Folder, "screendumps"));
        for (var i = 0; i < ScreendumpFolder.MostKept + 5; i++)
        {
            var file = Path.Combine(folder.FullName, $"s_{i:000}.png");
            File.WriteAllText(file, "");
            File.SetLastWriteTimeUtc(file, Samples.At.UtcDateTime.AddSeconds(i));
        }

        File.WriteAllText(Path.Combine(folder.FullName, "notes.txt"), "");
        await RunAsync(SomeStep.Questions("screendump"));

        Assert.Equal(ScreendumpFolder.MostKept, folder.GetFiles("*.png").Length);
        Assert.False(File.Exists(Path.Combine(folder.FullName, "s_004.png")));
        Assert.True(File.Exists(Path.Combine(folder.FullName, "s_005.png")));
        Assert.True(File.Exists(Path.Combine(folder.FullName, "notes.txt")));
    }

    [Fact]
    public async Task Step_that_is_not_to_begin_any_more_sends_nothing_and_questions_are_put_all_the_same()
    {
        await GoLiveAsync();

        var held = await Runner(SomeStep.Held).RunAsync(SomeStep.Row(), SomeStep.Commands("system_reset") with { AllowsDestructive = true }, CancellationToken.None).Guarded();
        var asked = await Runner(SomeStep.Held).RunAsync(SomeStep.Row(), SomeStep.Questions("query-status"), CancellationToken.None).Guarded();

        Assert.Equal((StepStatus.Held, "maintenance"), (held.Status, held.Error!.Class));
        Assert.Empty(held.Results);
        Assert.NotEqual(StepStatus.Held, asked.Status);
        Assert.DoesNotContain(_monitor.Heard, command => command.Contains("system_reset", StringComparison.Ordinal));
    }

    private static string Error(string @class, string description) => $$"""
        "error": {"class": "{{@class}}", "desc": "{{description}}"}
        """;

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Guard.Limit);
        while (!condition())
            await Task.Delay(5, limit.Token);
    }

    private async Task<LiveVm> GoLiveAsync(QmpConnectionOptions? options = null, string? incarnation = "7-1", string version = "7.2.22")
    {
        var vm = await _monitor.ConnectAsync(incarnation, version, options);
        _live.Put(vm);
        return vm;
    }

    private Task<StepResult> RunAsync(StepRequest request) => Runner().RunAsync(SomeStep.Row(), request, CancellationToken.None).Guarded();

    private CommandRunner Runner(StepPermission? permission = null) => new(_live, CommandRisks.Cautious, permission ?? SomeStep.Permitted, new ScreendumpFolder(Path.Combine(_monitor.Folder, "screendumps")), _time);
}
