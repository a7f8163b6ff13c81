using System.CommandLine;
using System.Text.RegularExpressions;
using Reactor.Output;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading;

namespace Reactor.CommandLine;

/// <summary><c>reactor check</c>.</summary>
internal static partial class CheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "A main configuration, its folder, or rule files. Default: the configuration that 'run' would use",
            Arity = ArgumentArity.ZeroOrMore,
        };
        paths.Validators.Add(result =>
        {
            foreach (var option in result.Tokens.Where(t => t.Value.StartsWith('-')))
            {
                result.AddError($"Unrecognized option '{option.Value}'. (A file of that name is written ./{option.Value})");
            }
        });
        var denyWarnings = new Option<bool>("--deny-warnings") { Description = "Warnings count as errors" };
        var output = CommonOptions.Output();
        var command = new Command(
            "check",
            "Check a configuration and its rules: every fault of every file, with its place and the nearest right spelling.\n\nExample:\n  reactor check config")
        {
            paths, denyWarnings, output,
        };
        command.SetAction(result =>
        {
            if (result.GetValue(paths)!.Contains(""))
            {
                throw new CommandFailedException("a path is empty", ExitCode.Usage);
            }
            var given = result.GetValue(paths) is { Length: > 0 } some ? some : [CommonOptions.ResolveConfig(null, terminal)];
            var load = Load(given);
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
                terminal.Out.WriteLine(Configurations.Count(load));
            }
            var bad = load.HasErrors || (result.GetValue(denyWarnings) && load.Diagnostics.Count > 0);
            return bad ? ExitCode.BadConfiguration : ExitCode.Fine;
        });
        return command;
    }

    private static LoadResult Load(string[] paths)
    {
        var files = new FilesReadOnce(new DiskSourceFiles());
        return paths is [var one] && IsMainConfiguration(one, files) ? Configurations.Load(one, files) : ReactorLoader.LoadRules(paths, files);
    }

    /// <summary>A folder, a file of the main configuration's name, or one that says what only a main configuration says.</summary>
    private static bool IsMainConfiguration(string path, FilesReadOnce files)
    {
        if (files.IsFolder(path) || Path.GetFileName(path) == ReactorLoader.FileName)
        {
            return true;
        }
        try
        {
            return MainKey().IsMatch(files.Read(path).Text);
        }
        catch (SourceFileException)
        {
            return false;   // why it can't be read is told when it is loaded
        }
    }

    [GeneratedRegex("^(node|qemu_min|vms|secrets|targets|routes|store) *:", RegexOptions.Multiline)]
    private static partial Regex MainKey();
}
