using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Actors.Clocks;
using Reactor.Actors.Operating;
using Reactor.Actors.Status;
using Reactor.Actors.Steps;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Tests.Steps;
using Reactor.Qmp;
using Reactor.Store;
using Monitor = Reactor.Actors.Tests.Steps.Monitor;

namespace Reactor.Actors.Tests.Operating;

public sealed class OperatorCommandsTests : IAsyncLifetime
{
    private readonly Monitor _monitor = new();
    private readonly LiveVms _live = new();
    private readonly MemoryStore _store = new();
    private readonly ManualTime _time = new();
    private readonly RuntimeStatusBoard _board;
    private readonly OperatorCommands _commands;

    public OperatorCommandsTests()
    {
        var clock = new EngineClock(_time, null);
        _board = new RuntimeStatusBoard(clock);
        _commands = new OperatorCommands(_live, _board, _store, new AuditRows(_store.Epoch, clock), clock, NullLogger.Instance);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _commands.Dispose();
        await _monitor.DisposeAsync();
    }

    [Fact]
    public async Task Read_command_is_run_and_leaves_no_row()
    {
        await GoLiveAsync();
        _monitor.Answer = (_, _) => "\"return\": {\"status\": \"running\"}";

        var answer = await RunAsync("query-status");

        Assert.Equal((OperatorResult.Ok, "read", null), (answer.Result, answer.Risk, answer.Audit));
        Assert.Equal("""{"status": "running"}""", Encoding.UTF8.GetString(answer.Return!.Value.Span));
        Assert.Empty(_store.Audit);
    }

    [Fact]
    public async Task Changing_command_is_in_the_audit_before_it_is_sent_and_completed_after()
    {
        await GoLiveAsync();
        AuditRow? atSending = null;
        _monitor.Answer = (_, _) =>
        {
            atSending = _store.Audit[0];
            return "\"return\": {}";
        };

        var answer = await RunAsync("stop", confirmed: true);

        Assert.Equal((OperatorResult.Ok, "reversible"), (answer.Result, answer.Risk));
        Assert.Equal(AuditOutcomes.Sent, atSending!.Outcome);
        var row = Assert.Single(_store.Audit);
        Assert.Equal((AuditOutcomes.Ok, "web1", "id-web1", "h1:7-1", 1000L, 42L), (row.Outcome, row.Vm, row.VmId, row.Process, row.Uid, row.Pid));
        Assert.Equal(answer.Audit, row.Id);
    }

    [Fact]
    public async Task Changing_command_to_a_vm_that_is_only_to_be_read_is_refused_however_confirmed_and_stands_in_the_audit()
    {
        var vm = await GoLiveAsync();
        _live.Put(vm with { WhyReadOnly = () => "it is managed by libvirt" });
        _monitor.Answer = (_, _) => "\"return\": {}";

        var answer = await RunAsync("cont", confirmed: true);

        Assert.Equal(OperatorResult.Refused, answer.Result);
        Assert.Equal("cont is not sent to VM web1: it is managed by libvirt", answer.Message);
        Assert.Equal(AuditOutcomes.Refused, Assert.Single(_store.Audit).Outcome);
        Assert.Equal(OperatorResult.Ok, (await RunAsync("query-status")).Result);
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("quit")]
    [InlineData("human-monitor-command")]
    [InlineData("x-vendor-thing")]
    public async Task Changing_command_that_is_not_confirmed_is_refused_and_audited(string command)
    {
        await GoLiveAsync();

        var answer = await RunAsync(command);

        Assert.Equal(OperatorResult.Refused, answer.Result);
        Assert.Contains("--yes", answer.Message, StringComparison.Ordinal);
        Assert.Equal(AuditOutcomes.Refused, Assert.Single(_store.Audit).Outcome);
        Assert.Empty(_monitor.Heard);
    }

    [Theory]
    [InlineData("web", OperatorResult.Refused)]
    [InlineData("id-w", OperatorResult.Refused)]
    [InlineData("web1", OperatorResult.Ok)]
    [InlineData("ID-WEB1", OperatorResult.Ok)]
    public async Task Destructive_command_needs_the_whole_name(string vm, OperatorResult expected)
    {
        await GoLiveAsync();

        Assert.Equal(expected, (await RunAsync("quit", vm, confirmed: true)).Result);
        Assert.Equal(OperatorResult.Ok, (await RunAsync("stop", vm, confirmed: true)).Result);
    }

    [Fact]
    public async Task Another_claims_to_be_the_vm_while_the_audit_is_written_nothing_is_sent()
    {
        var vm = await GoLiveAsync();
        _live.Put(vm with { WhyReadOnly = () => _store.Audit.Count > 0 ? "two VMs say that they have the UUID" : null });

        var answer = await RunAsync("stop", confirmed: true);

        Assert.Equal(OperatorResult.NotSent, answer.Result);
        Assert.Equal(AuditOutcomes.NotSent, Assert.Single(_store.Audit).Outcome);
        Assert.Empty(_monitor.Heard);
    }

    [Fact]
    public async Task Destructive_command_to_a_process_that_is_not_known_is_refused()
    {
        await GoLiveAsync(incarnation: null);

        var answer = await RunAsync("quit", confirmed: true);

        Assert.Equal(OperatorResult.Refused, answer.Result);
        Assert.Contains("unix socket", answer.Message, StringComparison.Ordinal);
        Assert.Equal(OperatorResult.Ok, (await RunAsync("stop", confirmed: true)).Result);
    }

    [Fact]
    public async Task Command_that_was_meant_for_another_process_is_refused()
    {
        await GoLiveAsync(incarnation: "8-2");

        var answer = await RunAsync("stop", confirmed: true, process: "h1:7-1");

        Assert.Equal(OperatorResult.Refused, answer.Result);
        Assert.Contains("h1:8-2", answer.Message, StringComparison.Ordinal);
        Assert.Empty(_monitor.Heard);
    }

    [Fact]
    public async Task Store_that_cannot_be_written_refuses_what_changes_something_and_lets_questions_through()
    {
        await GoLiveAsync();
        _store.AuditFails = new StoreUnavailableException(StoreFailure.Full, "No space is left.");

        var changing = await RunAsync("stop", confirmed: true);
        var reading = await RunAsync("query-status");

        Assert.Equal((OperatorResult.Refused, OperatorResult.Ok), (changing.Result, reading.Result));
        Assert.Contains("No space is left", changing.Message, StringComparison.Ordinal);
        Assert.Equal(["query-status"], _monitor.Heard);
    }

    [Fact]
    public async Task Command_without_an_answer_in_time_is_unknown()
    {
        await GoLiveAsync(options: new QmpConnectionOptions { TimeProvider = _time });
        _monitor.Answer = (_, _) => null;

        var running = RunAsync("stop", confirmed: true);
        await Until(() => _monitor.Heard.Length == 1);
        _time.Advance(TimeSpan.FromSeconds(31));
        var answer = await running.Guarded();

        Assert.Equal(OperatorResult.Unknown, answer.Result);
        Assert.Equal(AuditOutcomes.Unknown, Assert.Single(_store.Audit).Outcome);
    }

    [Fact]
    public async Task Connection_lost_under_way_is_unknown_and_one_that_ended_before_was_not_sent()
    {
        var vm = await GoLiveAsync();
        _monitor.Answer = (_, _) => "close";

        Assert.Equal(OperatorResult.Unknown, (await RunAsync("stop", confirmed: true)).Result);
        await vm.Connection.Completion.Guarded();
        Assert.Equal(OperatorResult.NotSent, (await RunAsync("stop", confirmed: true)).Result);
        Assert.Equal([AuditOutcomes.Unknown, AuditOutcomes.NotSent], _store.Audit.Select(row => row.Outcome));
    }

    [Fact]
    public async Task Caller_that_is_gone_before_sending_gets_nothing_sent()
    {
        await GoLiveAsync();

        var answer = await _commands.RunAsync(Command("stop", confirmed: true), new CancellationToken(canceled: true));

        Assert.Equal(OperatorResult.NotSent, answer.Result);
        Assert.Empty(_monitor.Heard);
    }

    [Fact]
    public async Task Error_of_qemu_is_a_failure_and_a_secret_that_it_says_back_is_not_kept()
    {
        await GoLiveAsync();
        _monitor.Answer = (_, _) => "\"error\": {\"class\": \"GenericError\", \"desc\": \"hunter22 is no password\"}";

        var answer = await RunAsync("set_password", confirmed: true, arguments: """{"protocol": "vnc", "password": "hunter22"}""");

        Assert.Equal((OperatorResult.Failed, "GenericError"), (answer.Result, answer.ErrorClass));
        var row = Assert.Single(_store.Audit);
        Assert.Equal("GenericError: *** is no password", row.Detail);
        Assert.Equal("""{"protocol":"vnc","password":"***"}""", row.Arguments);
    }

    [Fact]
    public async Task Look_tells_the_risk_and_the_process_and_sends_nothing()
    {
        await GoLiveAsync();

        var answer = await _commands.RunAsync(Command("quit") with { OnlyLooks = true }, CancellationToken.None).Guarded();

        Assert.Equal((OperatorResult.Looked, "destructive", "h1:7-1"), (answer.Result, answer.Risk, answer.Process));
        Assert.Empty(_monitor.Heard);
        Assert.Empty(_store.Audit);
    }

    [Fact]
    public async Task Vm_that_is_not_there_or_not_connected_is_told()
    {
        Enter("db1", null, VmState.Backoff);

        var none = await RunAsync("query-status", "db2");
        var away = await RunAsync("stop", "db1", confirmed: true);

        Assert.Contains("did you mean db1?", none.Message, StringComparison.Ordinal);
        Assert.Contains("not connected (backoff", away.Message, StringComparison.Ordinal);
        Assert.Equal("stop", Assert.Single(_store.Audit).Command);
    }

    [Fact]
    public async Task Vm_that_may_be_several_is_refused_with_a_list()
    {
        Enter("db1", "11111111-0000-0000-0000-000000000000", VmState.Live);
        Enter("db2", "22222222-0000-0000-0000-000000000000", VmState.Live);

        var answer = await RunAsync("stop", "db", confirmed: true);

        Assert.Contains("db1 (11111111-0000-0000-0000-000000000000), db2", answer.Message, StringComparison.Ordinal);
    }

    private async Task<LiveVm> GoLiveAsync(string? incarnation = "7-1", QmpConnectionOptions? options = null)
    {
        var vm = await _monitor.ConnectAsync(incarnation, options: options);
        _live.Put(vm);
        Enter("web1", "id-web1", VmState.Live);
        return vm;
    }

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Guard.Limit);
        while (!condition())
            await Task.Delay(5, limit.Token);
    }

    private void Enter(string name, string? id, VmState state) =>
        _board.SetVm(name, () => new VmStatus { Name = name, Id = id, Address = "unix:/q", Host = "h1", State = state, Since = default, LastError = "gone" });

    private Task<OperatorAnswer> RunAsync(string command, string vm = "web1", bool confirmed = false, string? process = null, string? arguments = null) =>
        _commands.RunAsync(Command(command, vm, confirmed, process, arguments), CancellationToken.None).Guarded();

    private static OperatorCommand Command(string command, string vm = "web1", bool confirmed = false, string? process = null, string? arguments = null) => new()
    {
        Vm = vm,
        Command = command,
        Arguments = arguments is null ? default : Encoding.UTF8.GetBytes(arguments),
        Process = process,
        IsConfirmed = confirmed,
        Timeout = TimeSpan.FromSeconds(30),
        Uid = 1000,
        Pid = 42,
    };
}
