using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;

namespace Reactor.Actors.Steps;

/// <summary>
/// Carries out <c>exec</c>: program and arguments as they are, no shell; <c>PATH</c>, <c>LANG</c> and what the rule names for an environment;
/// JSON on standard input; the beginning of both outputs kept. A program that takes too long is killed with all that it has started.
/// </summary>
internal sealed class ProgramRunner(ProgramLauncher launcher, StepPermission permission, string directory, Func<string, string?> variable, TimeProvider time)
{
    /// <summary>What is kept of each output. Bytes.</summary>
    internal const int MaxOutputBytes = 64 * 1024;

    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    // What a program has started in the background may hold its outputs open for ever.
    private static readonly TimeSpan s_outputGrace = TimeSpan.FromSeconds(1);

    private string SearchPath => variable("PATH") is { Length: > 0 } path ? path : DefaultPath;

    /// <summary>Carries it out.</summary>
    /// <exception cref="OperationCanceledException">The daemon stops; the program was killed.</exception>
    public async Task<StepResult> RunAsync(StepRow step, StepRequest request, CancellationToken ct)
    {
        if (Find(request.Arguments[0]) is not { } executable)
            return NotStarted(step, $"{request.Arguments[0]} is no program that can be run: name it by its absolute path, and see that its file is executable ({SearchPath} is searched for plain names)");
        if (await permission(step, ct).ConfigureAwait(false) is { } instead)
            return instead;
        Process process;
        try
        {
            process = await launcher.StartAsync(executable, request.Arguments.Skip(1), Environment(request), directory).ConfigureAwait(false);
        }
        catch (Win32Exception e)
        {
            return NotStarted(step, $"{executable} could not be started: {e.Message}");
        }

        using (process)
            return await AttendAsync(step, request, process, ct).ConfigureAwait(false);
    }

    private async Task<StepResult> AttendAsync(StepRow step, StepRequest request, Process process, CancellationToken ct)
    {
        using var reading = new CancellationTokenSource();
        var stdout = new BoundedOutput(process.StandardOutput.BaseStream, MaxOutputBytes);
        var stderr = new BoundedOutput(process.StandardError.BaseStream, MaxOutputBytes);
        var outputs = Task.WhenAll(stdout.ReadAsync(reading.Token), stderr.ReadAsync(reading.Token));
        var writing = WriteAsync(process, request.Stdin, reading.Token);
        using var over = new CancellationTokenSource(request.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, ct);
        var killed = false;
        try
        {
            await process.WaitForExitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            killed = true;
            launcher.Kill(process);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        await EndReadingAsync(Task.WhenAll(outputs, writing), reading).ConfigureAwait(false);
        ct.ThrowIfCancellationRequested();
        var exitCode = process.ExitCode;
        var error = killed ? new StepError(StepError.Timeout, string.Create(CultureInfo.InvariantCulture, $"the program took longer than {request.Timeout.TotalSeconds:0.###} s and was killed"))
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

    private IEnumerable<KeyValuePair<string, string>> Environment(StepRequest request) =>
    [
        .. new KeyValuePair<string, string>[] { new("PATH", SearchPath), new("LANG", variable("LANG") is { Length: > 0 } language ? language : "C.UTF-8") }
            .Where(standard => !request.Environment.ContainsKey(standard.Key)),
        .. request.Environment,
    ];

    private string? Find(string program)
    {
        if (program.Contains('/', StringComparison.Ordinal))
            return Path.GetFullPath(program, directory) is var full && IsExecutable(full) ? full : null;
        return SearchPath.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, program)).FirstOrDefault(IsExecutable);
    }

    private static bool IsExecutable(string file)
    {
        const UnixFileMode Any = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(file) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & Any) != 0);
    }

    private static StepResult NotStarted(StepRow step, string why) =>
        new() { Step = step.Id, Status = StepStatus.Failed, Error = new StepError(StepError.NotStarted, why) };
}
