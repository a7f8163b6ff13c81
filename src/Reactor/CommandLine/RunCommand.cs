using System.CommandLine;
using Reactor.Output;
using Reactor.Reactions.Alerts;
using Reactor.Reloading;
using Reactor.Rules.Loading;
using Reactor.Running;
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
        var command = new Command(
            "run", "Watch the configured VMs and react, until SIGTERM or Ctrl-C.\n\nExample:\n  reactor run --config /etc/reactor/reactor.yaml")
        {
            path, config, strict,
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
            var file = Path.GetFullPath(CommonOptions.ResolveConfig(result.GetValue(path) ?? result.GetValue(config), terminal));
            var files = Reading.FromDisk(file);
            Configurations.Print(files.Load, terminal.Error);
            if (files.Load.HasErrors && (result.GetValue(strict) || !HasStore(files.Load)))
            {
                throw new CommandFailedException($"not started: {Configurations.Count(files.Load)}", ExitCode.BadConfiguration);
            }
            return await RunAsync(file, files, terminal, cancellation);
        });
        return command;
    }

    /// <summary>Runs; where the store turns out to be damaged it is kept under another name, and a new one is begun: VMs are watched on.</summary>
    private static async Task<int> RunAsync(string file, Reading files, Terminal terminal, CancellationToken cancellation)
    {
        for (StoreDamage? damage = null; ; files = Reading.FromDisk(file))
        {
            StoreUnavailableException found;
            try
            {
                await using var host = await ReactorHost.StartAsync(file, files, HostSettings.Service, cancellation);
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
            if (damage is not null)
            {
                throw new CommandFailedException($"the store that was begun anew is damaged too: look after its disk. {found.Message}");
            }
            var error = found.InnerException?.Message ?? found.Message;
            var aside = DamagedStore.MoveAside(StorePath(files.Load), terminal.Time.GetUtcNow());
            damage = new StoreDamage(aside, error);
            await terminal.Error.WriteLineAsync($"reactor: the store is damaged ({Printable.Of(error)}): it is {Printable.Of(aside)} now, and a new one is begun. VMs are watched on");
        }
    }

    private static string StorePath(LoadResult load) => load.Configuration?.Store.Path ?? load.StorePath!;

    // A store that isn't there holds no configuration, and is not made for bad files.
    private static bool HasStore(LoadResult load) => load.StorePath is { } path && File.Exists(path);
}
