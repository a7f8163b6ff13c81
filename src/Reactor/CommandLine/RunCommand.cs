using System.CommandLine;
using System.Runtime.InteropServices;
using Reactor.Output;
using Reactor.Reactions.Alerts;
using Reactor.Reloading;
using Reactor.Rules.Loading;
using Reactor.Running;
using Reactor.Running.Logs;
using Reactor.Running.Service;
using Reactor.Store;

namespace Reactor.CommandLine;

/// <summary><c>reactor run</c>.</summary>
internal static class RunCommand
{
    public static Command Create(Terminal terminal)
    {
        var config = CommonOptions.Config();
        var path = new Argument<string?>("PATH") { Description = "The same as --config", Arity = ArgumentArity.ZeroOrOne };
        var strict = new Option<bool>("--strict") { Description = "Don't start with the configuration that ran last when the files are bad: exit with 78" };
        var format = new Option<string?>("--log-format")
        {
            Description = "For whom log lines are: people, programs (an object a line), or the journal. Default: systemd where the error output goes to the journal, else console",
            HelpName = "console|json|systemd",
        };
        format.AcceptOnlyFromAmong([.. Enum.GetNames<LogFormat>().Select(name => name.ToLowerInvariant())]);
        var level = new Option<string?>("--log-level") { Description = "The least that is logged. Default: info", HelpName = string.Join('|', LogLevels.Known.Keys) };
        level.AcceptOnlyFromAmong([.. LogLevels.Known.Keys]);
        var command = new Command(
            "run", "Watch the configured VMs and react, until SIGTERM or Ctrl-C.\n\nExample:\n  reactor run --config /etc/reactor/reactor.yaml\n  reactor run --log-format json --log-level warn")
        {
            path, config, strict, format, level,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(path) is not null && result.GetValue(config) is not null)
            {
                result.AddError("run takes one configuration: PATH or --config, not both");
            }
        });
        command.SetAction(async (result, cancellation) =>
        {
            var logs = new LogSettings(
                result.GetValue(format) is { } name ? Enum.Parse<LogFormat>(name, ignoreCase: true) : LogSettings.Default(terminal.Variable("JOURNAL_STREAM")),
                LogLevels.Known[result.GetValue(level) ?? "info"]);
            try
            {
                var file = Path.GetFullPath(CommonOptions.ResolveConfig(result.GetValue(path) ?? result.GetValue(config), terminal));
                return await RunAsync(file, result.GetValue(strict), logs, terminal, cancellation);
            }
            catch (CommandFailedException failure) when (logs.Format != LogFormat.Console)
            {
                StartLog.Failed(failure.Message, logs);
                return failure.Code;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(string file, bool isStrict, LogSettings logs, Terminal terminal, CancellationToken cancellation)
    {
        // Before the host is there to hear them: files and the store may take their time.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var terminated = Stops(PosixSignal.SIGTERM, stopping);
        using var interrupted = Stops(PosixSignal.SIGINT, stopping);
        using var quit = Stops(PosixSignal.SIGQUIT, stopping);
        var files = Reading.FromDisk(file);
        StartLog.Findings(files.Load, logs, terminal);
        if (files.Load.HasErrors && (isStrict || !HasStore(files.Load)))
        {
            throw new CommandFailedException($"not started: {Configurations.Count(files.Load)}", ExitCode.BadConfiguration);
        }
        using var socket = NotifySocket.Open(terminal.Variable(NotifySocket.Variable));
        var settings = new HostSettings(
            logs, Signals: true,
            socket is null ? ServiceManager.None : new ServiceManager(socket.Send, terminal.Time),
            socket is null ? null : Watchdog.Interval(terminal.Variable("WATCHDOG_USEC"), terminal.Variable("WATCHDOG_PID"), Environment.ProcessId));
        return await RunAsync(file, files, settings, terminal, stopping.Token);
    }

    private static PosixSignalRegistration Stops(PosixSignal signal, CancellationTokenSource stopping) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        stopping.Cancel();
    });

    /// <summary>Runs; where the store turns out to be damaged it is kept under another name, and a new one is begun: VMs are watched on.</summary>
    private static async Task<int> RunAsync(string file, Reading files, HostSettings settings, Terminal terminal, CancellationToken cancellation)
    {
        for (DaemonTrouble? damage = null; ; files = Reading.FromDisk(file))
        {
            StoreUnavailableException found;
            try
            {
                await using var host = await ReactorHost.StartAsync(file, files, settings, cancellation);
                if (damage is not null)
                {
                    await host.TellAsync(damage);
                }
                await host.WaitForShutdownAsync(cancellation);
                if (host.Damage is not { } met)
                {
                    return host.ExitCode;
                }
                found = met;
            }
            catch (CommandFailedException failure) when (failure.InnerException is StoreUnavailableException { IsDamage: true })
            {
                found = (StoreUnavailableException)failure.InnerException;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // Asked to stop before it was ready.
                return ExitCode.Fine;
            }
            if (damage is not null)
            {
                throw new CommandFailedException($"the store that was begun anew is damaged too: look after its disk. {found.Message}");
            }
            var error = found.InnerException?.Message ?? found.Message;
            var aside = DamagedStore.MoveAside(StorePath(files.Load), terminal.Time.GetUtcNow());
            damage = DaemonTrouble.OfDamage(aside, error);
            await terminal.Error.WriteLineAsync($"reactor: the store is damaged ({Printable.Of(error)}): it is {Printable.Of(aside)} now, and a new one is begun. VMs are watched on");
        }
    }

    private static string StorePath(LoadResult load) => load.Configuration?.Store.Path ?? load.StorePath!;

    // A store that isn't there holds no configuration, and is not made for bad files.
    private static bool HasStore(LoadResult load) => load.StorePath is { } path && File.Exists(path);
}
