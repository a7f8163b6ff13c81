using System.CommandLine;
using Reactor.Init;
using Reactor.Output;

namespace Reactor.CommandLine;

/// <summary><c>reactor init</c>.</summary>
internal static class InitCommand
{
    private const string System = "/etc/reactor";
    private const string SystemStore = "/var/lib/reactor/reactor.db";
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    public static Command Create(Terminal terminal) => Create(terminal, new HostLook());

    /// <param name="terminal">Where it tells what it did.</param>
    /// <param name="host">The host that is looked at.</param>
    public static Command Create(Terminal terminal, HostLook host)
    {
        var folder = new Argument<string>("FOLDER")
        {
            Description = $"Where to write; made where it is missing. Default: config, which the other commands take by themselves, as they do {System}",
            DefaultValueFactory = _ => "config",
        };
        var command = new Command(
            "init",
            "Write a first configuration for this host, with its free QMP monitors and some rules, commented. Nothing that is there is overwritten, and no monitor is connected to.\n\nExample:\n  reactor init /etc/reactor")
        {
            folder,
        };
        command.SetAction(result =>
        {
            if (result.GetValue(folder) is not { Length: > 0 } given)
            {
                throw new CommandFailedException("FOLDER names no folder", ExitCode.Usage);
            }
            var monitors = host.Find();
            var isSystem = Path.TrimEndingDirectorySeparator(Path.GetFullPath(given)) == System;
            var files = InitialFiles.For(monitors, isSystem ? SystemStore : null).Select(file => (Path: Path.Combine(given, file.Path), file.Text)).ToList();
            if (files.Where(file => File.Exists(file.Path)).Select(file => file.Path).ToList() is [_, ..] there)
            {
                throw new CommandFailedException($"nothing is written: {string.Join(" and ", there)} {(there.Count == 1 ? "is" : "are")} there already. Name another folder, or move {(there.Count == 1 ? "it" : "them")} away");
            }
            foreach (var (path, text) in files)
            {
                Write(path, text);
                terminal.Out.WriteLine($"wrote {Printable.Of(path)}");
            }
            Tell(monitors, given, isSystem, terminal);
            return ExitCode.Fine;
        });
        return command;
    }

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        // CreateNew: what came to be there meanwhile stays, too.
        using var file = new StreamWriter(new FileStream(path, new FileStreamOptions
        {
            Mode = global::System.IO.FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = FileMode,
        }));
        file.Write(text);
    }

    private static void Tell(IReadOnlyList<FoundMonitor> monitors, string folder, bool isDefault, Terminal terminal)
    {
        var (listed, left) = (InitialFiles.Listed(monitors).Count, monitors.Count(monitor => monitor.Use != MonitorUse.Free));
        terminal.Out.WriteLine(listed > 0
            ? $"{Number.Of(listed, "VM was found and is", "VMs were found and are")} listed{(left > 0 ? $"; {Number.Of(left, "monitor of others is", "monitors of others are")} left out, reactor.yaml says why and what to do" : "")}"
            : $"no free monitor was found{(left > 0 ? $" ({Number.Of(left, "of others is", "of others are")} left out, reactor.yaml says why and what to do)" : "")}: reactor.yaml shows how QEMU is given one");
        if (listed > 0)
        {
            terminal.Out.WriteLine("look through `vms` in reactor.yaml first: Reactor connects to all of them");
        }
        terminal.Out.WriteLine("nobody is told of alerts yet, they are seen with 'reactor alerts': `targets` and `routes` in reactor.yaml say where they go");
        var shown = Printable.Of(folder);
        terminal.Out.WriteLine($"next:\n  reactor check{(isDefault ? "" : $" {shown}")}\n  reactor run{(isDefault || folder == "config" ? "" : $" --config {shown}")}");
    }
}
