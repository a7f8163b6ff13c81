using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Actors.Steps;
using Reactor.Actors.Tests.Fakes;
using Reactor.Reactions.Steps;

namespace Reactor.Actors.Tests.Steps;

public sealed class ProgramRunnerTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ProgramLauncher _launcher = new(StepStarter.FindSystemProgram, new GuardLink([], NullLogger.Instance), new Random().NextInt64());
    private readonly ManualTime _time = new();

    public void Dispose()
    {
        _launcher.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Program_gets_its_arguments_as_they_are_and_no_shell_reads_them()
    {
        var result = await RunAsync(SomeStep.Program("/usr/bin/printf", "%s|", "$(id)", "a b", "", "; rm -rf x", "*", "ü\n"));

        Assert.Equal(StepStatus.Ok, result.Status);
        Assert.Equal("$(id)|a b||; rm -rf x|*|ü\n|", result.Stdout);
        Assert.Equal((0, ""), (result.ExitCode, result.Stderr));
    }

    [Fact]
    public async Task Program_reads_JSON_on_standard_input()
    {
        var result = await RunAsync(SomeStep.Program("/bin/cat"));

        Assert.Equal("""{"x":1}""", result.Stdout);
    }

    [Fact]
    public async Task Program_that_reads_nothing_is_no_fault()
    {
        var result = await RunAsync(SomeStep.Program("/bin/true") with { Stdin = Encoding.UTF8.GetBytes($"\"{new string('x', 1_000_000)}\"") });

        Assert.Equal(StepStatus.Ok, result.Status);
    }

    [Fact]
    public async Task Program_sees_path_language_and_what_the_rule_names_and_runs_beside_the_store()
    {
        var request = SomeStep.Program("/usr/bin/env") with { Environment = ImmutableSortedDictionary<string, string>.Empty.Add("VM", "a=b;c").Add("LANG", "de_DE") };
        var environment = await RunAsync(request);
        var folder = await RunAsync(SomeStep.Program("/bin/pwd"));

        Assert.Equal(["LANG=de_DE", "PATH=/usr/bin:/bin", "REACTOR_STEP=s_1", "VM=a=b;c"], environment.Stdout!.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith($"{ProgramMark.Variable}=", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(_folder.Path, folder.Stdout!.TrimEnd('\n'));
    }

    [Fact]
    public async Task Program_runs_in_the_folder_that_is_named_and_not_where_there_is_none()
    {
        var folder = Directory.CreateDirectory(_folder.File("sub")).FullName;

        Assert.Equal(folder, (await RunAsync(SomeStep.Program("/bin/pwd") with { Directory = folder })).Stdout!.TrimEnd('\n'));
        var none = await RunAsync(SomeStep.Program("/bin/pwd") with { Directory = folder + "x" });

        Assert.Equal((StepStatus.Failed, StepError.NotStarted), (none.Status, none.Error!.Class));
        Assert.Contains(folder + "x", none.Error.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_runs_as_the_user_that_is_named_where_that_may_be()
    {
        var result = await RunAsync(SomeStep.Program("/bin/sh", "-c", "id -un; id -G") with { User = "nobody", Directory = "/tmp" });

        if (SystemUser.Own == 0)
        {
            var nobody = SystemUser.Find("nobody")!;
            Assert.Equal(["nobody", $"{nobody.Gid}"], result.Stdout!.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        else
        {
            Assert.Contains("only root may run it as nobody", result.Error!.Description, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Program_of_a_user_that_is_not_there_is_not_started()
    {
        var result = await RunAsync(SomeStep.Program("/bin/true") with { User = "no-such-user" });

        Assert.Equal((StepStatus.Failed, StepError.NotStarted), (result.Status, result.Error!.Class));
        Assert.Contains("there is no user no-such-user", result.Error.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_that_takes_too_long_is_killed_with_what_left_its_session()
    {
        var pids = _folder.File("pids");
        var running = RunAsync(SomeStep.Program("/bin/sh", "-c", $"(setsid sleep 1000 & echo $! > {pids}.new); mv {pids}.new {pids}; exec sleep 1000"));
        await Until(() => File.Exists(pids) && _time.Waiting == 1);
        _time.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(StepError.Timeout, (await running).Error!.Class);
        await Until(() => IsGone(File.ReadAllText(pids).Trim()));
    }

    [Fact]
    public async Task Plain_name_is_looked_for_in_the_path()
    {
        Assert.Equal(StepStatus.Ok, (await RunAsync(SomeStep.Program("true"))).Status);
    }

    [Theory]
    [InlineData("/no/such/program")]
    [InlineData("no-such-program")]
    [InlineData("/etc/passwd")]
    [InlineData("/")]
    [InlineData("")]
    public async Task Program_that_can_not_be_run_is_a_failure(string program)
    {
        var result = await RunAsync(SomeStep.Program(program));

        Assert.Equal((StepStatus.Failed, StepError.NotStarted), (result.Status, result.Error!.Class));
    }

    [Fact]
    public async Task What_is_wrong_with_a_program_is_told_as_what_it_is()
    {
        var file = _folder.File("x");
        await File.WriteAllTextAsync(file, "");

        Assert.Equal($"{file} is not executable", await Told(file));
        Assert.Equal($"there is no file {file}y", await Told(file + "y"));
        Assert.Equal($"{_folder.Path} is a folder", await Told(_folder.Path));
        Assert.Contains("bin/x is not an absolute path", await Told("bin/x"), StringComparison.Ordinal);
        Assert.Equal("no folder of the daemon's PATH has a program no-such-program: name it by its absolute path", await Told("no-such-program"));

        async Task<string> Told(string program) => (await RunAsync(SomeStep.Program(program))).Error!.Description;
    }

    [Fact]
    public async Task File_that_is_no_program_is_a_failure()
    {
        var file = _folder.File("x");
        File.WriteAllText(file, "no program");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assert.Equal(StepStatus.Failed, (await RunAsync(SomeStep.Program(file))).Status);
    }

    [Fact]
    public async Task Exit_code_that_is_not_0_is_a_failure()
    {
        var result = await RunAsync(SomeStep.Program("/bin/sh", "-c", "echo out; echo err >&2; exit 3"));

        Assert.Equal((StepStatus.Failed, StepError.ExitCode, (int?)3), (result.Status, result.Error!.Class, result.ExitCode));
        Assert.Equal(("out\n", "err\n"), (result.Stdout, result.Stderr));
    }

    [Fact]
    public async Task Output_is_kept_up_to_a_bound_and_the_program_goes_on()
    {
        var result = await RunAsync(SomeStep.Program("/bin/sh", "-c", "head -c 1000000 /dev/zero | tr '\\0' 'ü'; head -c 1000000 /dev/zero >&2; exit 0"));

        Assert.Equal(StepStatus.Ok, result.Status);
        Assert.Equal(ProgramRunner.MaxOutputBytes + 1, result.Stderr!.Length);
        Assert.EndsWith("…", result.Stdout, StringComparison.Ordinal);
        Assert.True(Encoding.UTF8.GetByteCount(result.Stdout!) <= (3 * ProgramRunner.MaxOutputBytes) + 3);
    }

    [Fact]
    public async Task Program_that_takes_too_long_is_killed_with_all_that_it_started()
    {
        var pids = _folder.File("pids");
        var running = RunAsync(SomeStep.Program("/bin/sh", "-c", $"sleep 1000 & echo $! > {pids}.new; echo $$ >> {pids}.new; mv {pids}.new {pids}; wait"));
        await Until(() => File.Exists(pids) && _time.Waiting == 1);
        _time.Advance(TimeSpan.FromSeconds(31));

        var result = await running;

        Assert.Equal((StepStatus.Failed, StepError.Timeout, null), (result.Status, result.Error!.Class, result.ExitCode));
        foreach (var pid in File.ReadAllLines(pids))
            await Until(() => IsGone(pid));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Program_that_can_not_be_killed_is_left_after_a_moment(bool stops)
    {
        RunningProgram? left = null;
        using var stop = new CancellationTokenSource();
        var asked = new TaskCompletionSource();
        var runner = new ProgramRunner(_launcher, SomeStep.Permitted, _folder.Path, _ => null, _time, program =>
        {
            // As where it runs as root, and Reactor doesn't.
            left = program;
            asked.SetResult();
        });
        var pid = _folder.File("pid");
        var running = runner.RunAsync(SomeStep.Row(), SomeStep.Program("/bin/sh", "-c", $"echo $$ > {pid}.new; mv {pid}.new {pid}; exec sleep 1000"), stop.Token);
        await Until(() => File.Exists(pid) && _time.Waiting == 1);
        if (stops)
            await stop.CancelAsync();
        else
            _time.Advance(TimeSpan.FromSeconds(31));
        await asked.Task.Guarded();
        // The time that it may take to end, besides its timeout where that isn't over.
        await Until(() => _time.Waiting == (stops ? 2 : 1));
        _time.Advance(ProgramRunner.KillGrace);

        if (stops)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.Guarded());
        }
        else
        {
            var result = await running.Guarded();
            Assert.Equal((StepStatus.Failed, StepError.Timeout, null), (result.Status, result.Error!.Class, result.ExitCode));
            Assert.Contains("could not be killed: it goes on", result.Error.Description, StringComparison.Ordinal);
        }

        Assert.NotNull(left);
        using var still = Process.GetProcessById(int.Parse(File.ReadAllText(pid), System.Globalization.CultureInfo.InvariantCulture));
        still.Kill();
    }

    [Fact]
    public async Task Programs_that_can_not_be_killed_are_many_no_other_is_started_until_one_ends()
    {
        var left = new List<RunningProgram>();
        var runner = new ProgramRunner(_launcher, SomeStep.Permitted, _folder.Path, _ => null, _time, left.Add, mostLeft: 2);
        for (var i = 1; i <= 2; i++)
        {
            var running = runner.RunAsync(SomeStep.Row(), SomeStep.Program("/bin/sleep", "1000"), CancellationToken.None);
            await Until(() => _time.Waiting == 1);
            _time.Advance(TimeSpan.FromSeconds(31));
            await Until(() => left.Count == i && _time.Waiting == 1);
            _time.Advance(ProgramRunner.KillGrace);
            await running.Guarded();
        }

        var refused = await runner.RunAsync(SomeStep.Row(), SomeStep.Program("/bin/true"), CancellationToken.None).Guarded();

        Assert.Equal((StepStatus.Failed, StepError.NotStarted), (refused.Status, refused.Error!.Class));
        Assert.Contains("2 programs that could not be killed still run", refused.Error.Description, StringComparison.Ordinal);
        _launcher.Kill(left[0]);
        await Until(() => runner.RunAsync(SomeStep.Row(), SomeStep.Program("/bin/true"), CancellationToken.None).Result.Status == StepStatus.Ok);
        _launcher.Kill(left[1]);
    }

    [Fact]
    public async Task Daemon_that_stops_kills_the_program()
    {
        var pids = _folder.File("pids");
        using var stop = new CancellationTokenSource();
        var running = Runner().RunAsync(
            SomeStep.Row(), SomeStep.Program("/bin/sh", "-c", $"echo $$ > {pids}.new; mv {pids}.new {pids}; exec sleep 1000"), stop.Token);
        await Until(() => File.Exists(pids));

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.Guarded());
        await Until(() => IsGone(File.ReadAllText(pids).Trim()));
    }

    [Fact]
    public async Task Background_program_that_holds_the_output_open_is_not_waited_for()
    {
        var pids = _folder.File("pids");
        var running = RunAsync(SomeStep.Program("/bin/sh", "-c", $"echo done; sleep 1000 & echo $! > {pids}.new; mv {pids}.new {pids}"));
        await Until(() => File.Exists(pids));
        while (!running.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            await Task.WhenAny(running, Task.Delay(5));
        }

        var result = await running;

        Assert.Equal((StepStatus.Ok, "done\n"), (result.Status, result.Stdout));
        using var left = Process.GetProcessById(int.Parse(File.ReadAllText(pids), System.Globalization.CultureInfo.InvariantCulture));
        left.Kill();
    }

    [Fact]
    public async Task Program_runs_in_a_group_of_its_own_where_that_can_be_had()
    {
        var result = await RunAsync(SomeStep.Program("/bin/sh", "-c", "ps -o pgid= -p $$; echo $$"));

        var lines = result.Stdout!.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(_launcher.HasGroups, lines.Length == 2 && lines[0] == lines[1]);
    }

    [Fact]
    public async Task Without_the_programs_of_the_system_it_runs_all_the_same()
    {
        using var launcher = new ProgramLauncher(_ => null, new GuardLink([], NullLogger.Instance), new Random().NextInt64());
        var runner = new ProgramRunner(launcher, SomeStep.Permitted, _folder.Path, _ => null, _time);

        var result = await runner.RunAsync(SomeStep.Row(), SomeStep.Program("/usr/bin/env"), CancellationToken.None).Guarded();

        Assert.Contains("LANG=C.UTF-8\n", result.Stdout, StringComparison.Ordinal);
        Assert.False(launcher.HasGroups || launcher.EndsWithDaemon);
    }

    [Fact]
    public async Task Step_that_is_not_to_begin_any_more_starts_nothing()
    {
        var file = Path.Combine(_folder.Path, "made");
        var runner = new ProgramRunner(_launcher, SomeStep.Held, _folder.Path, _ => null, _time);

        var result = await runner.RunAsync(SomeStep.Row(), SomeStep.Program("/usr/bin/touch", file), CancellationToken.None).Guarded();

        Assert.Equal(StepStatus.Held, result.Status);
        Assert.False(File.Exists(file));
    }

    private static bool IsGone(string pid) => !File.Exists($"/proc/{pid}/stat") || File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Guard.Limit);
        while (!condition())
            await Task.Delay(5, limit.Token);
    }

    private Task<StepResult> RunAsync(StepRequest request) => Runner().RunAsync(SomeStep.Row(), request, CancellationToken.None).Guarded();

    private ProgramRunner Runner() => new(_launcher, SomeStep.Permitted, _folder.Path, name => name == "PATH" ? "/usr/bin:/bin" : null, _time);
}
