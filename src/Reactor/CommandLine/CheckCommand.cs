using System.CommandLine;
using Reactor.Actors.Discovery;
using Reactor.Actors.Steps;
using Reactor.Output;
using Reactor.Qmp;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading;

namespace Reactor.CommandLine;

/// <summary><c>reactor check</c>.</summary>
internal static class CheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Main configurations, rule files, folders of either, all in one pass. Default: the configuration that 'run' would use",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var denyWarnings = new Option<bool>("--deny-warnings") { Description = "Warnings count as errors" };
        var schemaFrom = new Option<string?>("--schema-from")
        {
            Description = "Check against one VM's own QEMU: its monitor (a socket's path, unix:PATH or tcp:HOST:PORT; it must be free), or a file with its answer to query-qmp-schema. Default: against all releases of QEMU from 'qemu_min' on",
            HelpName = "SOCKET|FILE",
        };
        var output = CommonOptions.Output();
        var command = new Command(
            "check",
            "Check a configuration and its rules: every fault of every file, with its place and the nearest right spelling.\n\nExample:\n  reactor check config\n  reactor check config --schema-from /run/qemu/web1.qmp")
        {
            paths, denyWarnings, schemaFrom, output,
        };
        paths.Validators.Add(result =>
        {
            foreach (var option in result.Tokens.Where(t => t.Value.StartsWith('-')))
            {
                result.AddError($"{UsageFaults.Option(option.Value, command)} (A file of that name is written ./{option.Value})");
            }
        });
        command.SetAction(async (result, cancellation) =>
        {
            if (result.GetValue(paths)!.Contains(""))
            {
                throw new CommandFailedException("a path is empty", ExitCode.Usage);
            }
            var given = result.GetValue(paths) is { Length: > 0 } some ? some : [CommonOptions.ResolveConfig(null, terminal)];
            var schema = result.GetValue(schemaFrom) is { } source ? await VmSchema.GetAsync(source, cancellation) : null;
            var load = Load(given, schema, terminal);
            if (result.GetValue(output) == OutputFormat.Json)
            {
                foreach (var diagnostic in load.Diagnostics)
                {
                    terminal.Out.WriteLine(DiagnosticJson.Format(diagnostic));
                }
            }
            else
            {
                Configurations.Print(load, terminal.Out);
                terminal.Out.WriteLine($"{Configurations.Count(load)}{Against(schema)}");
            }
            var bad = load.HasErrors || (result.GetValue(denyWarnings) && load.Diagnostics.Count > 0);
            return bad ? ExitCode.BadConfiguration : ExitCode.Fine;
        });
        return command;
    }

    // Whether a file is a main configuration is told from its text, and a pipe gives that only once.
    private static LoadResult Load(string[] paths, QmpSchema? schema, Terminal terminal) =>
        ReactorLoader.Check(paths, new FilesReadOnce(new DiskSourceFiles()), Engines.Options with
        {
            CheckTls = Configurations.CheckTls, RealPath = RealPath.Find, Schema = schema,
            SecretProblem = source => SecretLook.Problem(source, terminal.Variable),
            TokenProblem = source => SecretLook.TokenProblem(source, terminal.Variable),
            UserProblem = name => UserLook.Problem(name, isDaemon: false),
            ProgramProblem = ProgramFile.Problem,
        });

    private static string Against(QmpSchema? schema) => schema switch
    {
        null => "",
        { QemuVersion: { } version } => $" (for a VM with QEMU {version})",
        _ => " (for one VM's QEMU)",
    };
}
