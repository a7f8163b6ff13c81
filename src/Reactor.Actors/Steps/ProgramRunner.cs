using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;

namespace Reactor.Actors.Steps;

/// <summary>
/// Carries out <c>exec</c>: program and arguments as they are, no shell; <c>PATH</c>, <c>LANG</c> and what the rule names for an environment;
/// JSON on standard input; the beginning of both outputs kept. A program that takes too long is killed with all that it has started.
/// </summary>
internal sealed class ProgramRunner(
    ProgramLauncher launcher, StepPermission permission, string directory, Func<string, string?> variable, TimeProvider time, Action<RunningProgram>? kill = null,
    int mostLeft = LeftPrograms.Most)
{
    /// <summary>What is kept of each output. Bytes.</summary>
    internal const int MaxOutputBytes = 64 * 1024;

    // Linux: MAX_ARG_STRLEN, without the NUL at the end.
    private const int LongestArgument = (128 * 1024) - 1;
    private const int ArgumentsTooLong = 7;

    // Two runs of one step never have it, so that a program can tell that it was run already.
    private const string StepVariable = "REACTOR_STEP";

    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    // What a program has started in the background may hold its outputs open for ever.
    private static readonly TimeSpan s_outputGrace = TimeSpan.FromSeconds(1);

    /// <summary>How long one that is killed may take to end: what runs with more rights than Reactor (<c>sudo</c>) can't be killed, and nobody waits for it.</summary>
    internal static readonly TimeSpan KillGrace = TimeSpan.FromSeconds(5);

    private readonly Action<RunningProgram> _kill = kill ?? launcher.Kill;
    private readonly LeftPrograms _left = new(mostLeft);

    private string SearchPath => variable("PATH") is { Length: > 0 } path ? path : DefaultPath;

    /// <summary>Carries it out.</summary>
    /// <exception cref="OperationCanceledException">The daemon stops; the program was killed.</exception>
    public async Task<StepResult> RunAsync(StepRow step, StepRequest request, CancellationToken ct)
    {
        if (TooLong(request) is { } tooLong)
            return new() { Step = step.Id, Status = StepStatus.Failed, Error = new StepError(StepError.TooLarge, tooLong) };
        var folder = request.Directory ?? directory;
        if (!Directory.Exists(folder))
            return NotStarted(step, $"its `cwd` {folder} is no folder");
        var (user, noUser) = UserOf(request);
        if (noUser is not null)
            return NotStarted(step, noUser);
        var (executable, noProgram) = Find(request.Arguments[0]);
        if (noProgram is not null)
            return NotStarted(step, noProgram);
        if (_left.Problem is { } tooManyLeft)
            return NotStarted(step, tooManyLeft);
        if (await permission(step, ct).ConfigureAwait(false) is { } instead)
            return instead;
        RunningProgram program;
        try
        {
            program = await launcher.StartAsync(executable, request.Arguments.Skip(1), Environment(step, request), folder, user).ConfigureAwait(false);
        }
        catch (Win32Exception e) when (e.NativeErrorCode == ArgumentsTooLong)
        {
            return new()
            {
                Step = step.Id, Status = StepStatus.Failed,
                Error = new StepError(StepError.TooLarge, "its arguments and environment together are longer than the system takes: hand over what is long on its standard input"),
            };
        }
        catch (Win32Exception e)
        {
            return NotStarted(step, $"{executable} could not be started: {e.Message}");
        }

        try
        {
            return await AttendAsync(step, request, program, ct).ConfigureAwait(false);
        }
        finally
        {
            if (program.Process.HasExited)
                program.Process.Dispose();
            else
                _ = _left.AddAsync(program.Process);
            launcher.Left(program);
        }
    }

    private async Task<StepResult> AttendAsync(StepRow step, StepRequest request, RunningProgram program, CancellationToken ct)
    {
        var process = program.Process;
        using var reading = new CancellationTokenSource();
        var stdout = new BoundedOutput(process.StandardOutput.BaseStream, MaxOutputBytes);
        var stderr = new BoundedOutput(process.StandardError.BaseStream, MaxOutputBytes);
        var outputs = Task.WhenAll(stdout.ReadAsync(reading.Token), stderr.ReadAsync(reading.Token));
        var writing = WriteAsync(process, request.Stdin, reading.Token);
        using var over = new CancellationTokenSource(request.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, ct);
        var (killed, ended) = (false, true);
        try
        {
            await process.WaitForExitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            killed = true;
            _kill(program);
            ended = await EndsAsync(process).ConfigureAwait(false);
        }

        if (ended)
            await EndReadingAsync(Task.WhenAll(outputs, writing), reading).ConfigureAwait(false);
        else
            await reading.CancelAsync().ConfigureAwait(false);
        ct.ThrowIfCancellationRequested();
        var exitCode = ended ? process.ExitCode : 0;
        var whatThen = ended ? "was killed" : "could not be killed: it goes on. Does it run with more rights than Reactor (sudo)?";
        var error = killed ? new StepError(StepError.Timeout, string.Create(CultureInfo.InvariantCulture, $"the program took longer than {request.Timeout.TotalSeconds:0.###} s and {whatThen}"))
            : exitCode != 0 ? new StepError(StepError.ExitCode, string.Create(CultureInfo.InvariantCulture, $"the program ended with {exitCode}"))
            : null;
        return new()
        {
            Step = step.Id,
            Status = error is null ? StepStatus.Ok : StepStatus.Failed,
            Error = error,
            ExitCode = killed ? null : exitCode,
            Stdout = stdout.Text(),
            Stderr = stderr.Text(),
        };
    }

    private async Task<bool> EndsAsync(Process process)
    {
        try
        {
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(KillGrace, time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task EndReadingAsync(Task streams, CancellationTokenSource reading)
    {
        try
        {
            await streams.WaitAsync(s_outputGrace, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // They end when the streams are closed with the process's handle.
            await reading.CancelAsync().ConfigureAwait(false);
        }
    }

    private static async Task WriteAsync(Process process, ReadOnlyMemory<byte> stdin, CancellationToken ct)
    {
        try
        {
            await using var stream = process.StandardInput.BaseStream;
            await stream.WriteAsync(stdin, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // It did not read to the end: its own business.
        }
    }

    private IEnumerable<KeyValuePair<string, string>> Environment(StepRow step, StepRequest request) =>
    [
        new(StepVariable, step.Id),
        .. new KeyValuePair<string, string>[] { new("PATH", SearchPath), new("LANG", variable("LANG") is { Length: > 0 } language ? language : "C.UTF-8") }
            .Where(standard => !request.Environment.ContainsKey(standard.Key)),
        .. request.Environment.Where(variable => variable.Key != StepVariable),
    ];

    /// <summary>What is too long for the kernel; null where nothing is.</summary>
    private static string? TooLong(StepRequest request)
    {
        foreach (var (index, argument) in request.Arguments.Index())
        {
            if (Encoding.UTF8.GetByteCount(argument) is > LongestArgument and var length)
                return string.Create(CultureInfo.InvariantCulture, $"argument {index} of the program has {length} bytes, and the system takes {LongestArgument}: cut it, or hand it over on its standard input");
        }

        foreach (var (name, value) in request.Environment)
        {
            if (Encoding.UTF8.GetByteCount(name) + 1 + Encoding.UTF8.GetByteCount(value) is > LongestArgument and var length)
                return string.Create(CultureInfo.InvariantCulture, $"the variable {name} of the program has {length} bytes, and the system takes {LongestArgument}: cut it, or hand it over on its standard input");
        }

        return null;
    }

    private static (ProgramUser? User, string? Problem) UserOf(StepRequest request)
    {
        if (request.User is not { } name)
            return (null, null);
        if (SystemUser.Find(name) is not { } user)
            return (null, $"there is no user {name}");
        if (user.Uid == SystemUser.Own)
            return (null, null);
        return SystemUser.Own == 0 ? (new ProgramUser(name, user.Gid), null) : (null, $"only root may run it as {name}, and Reactor is not root");
    }

    private (string Path, string? Problem) Find(string program)
    {
        if (!program.Contains('/', StringComparison.Ordinal))
        {
            return SearchPath.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, program)).FirstOrDefault(file => ProgramFile.Problem(file) is null) is { } found
                ? (found, null)
                : ("", $"no folder of the daemon's PATH has a program {program}: name it by its absolute path");
        }

        var full = Path.GetFullPath(program, directory);
        return ProgramFile.Problem(full) is { } problem
            ? ("", Path.IsPathFullyQualified(program) ? problem : $"{program} is not an absolute path, and was looked for beside the store: {problem}")
            : (full, null);
    }

    private static StepResult NotStarted(StepRow step, string why) =>
        new() { Step = step.Id, Status = StepStatus.Failed, Error = new StepError(StepError.NotStarted, why) };
}
