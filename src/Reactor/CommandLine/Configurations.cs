using Reactor.Actors.Discovery;
using Reactor.Output;
using Reactor.Qmp;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading;

namespace Reactor.CommandLine;

/// <summary>Loads configurations for commands, and says what is wrong with them.</summary>
internal static class Configurations
{
    /// <summary>Loads a configuration and its rules.</summary>
    /// <exception cref="CommandFailedException">Something is wrong; all of it was printed.</exception>
    public static LoadResult Load(string path, Terminal terminal)
    {
        var load = Load(path);
        Print(load, terminal.Error);
        return load.HasErrors
            ? throw new CommandFailedException($"not started: {Count(load)}", ExitCode.BadConfiguration)
            : load;
    }

    /// <summary>Loads without judging.</summary>
    public static LoadResult Load(string path) => Load(path, new DiskSourceFiles());

    /// <summary>Loads files of some other origin without judging.</summary>
    /// <param name="path">The main configuration or its folder.</param>
    /// <param name="files">The files.</param>
    /// <param name="userProblem">Says why programs can't be run as a user; null: users are not looked for.</param>
    public static LoadResult Load(string path, ISourceFiles files, Func<string, UserProblem?>? userProblem = null) =>
        ReactorLoader.Load(path, files, Engines.Options with { CheckTls = CheckTls, RealPath = RealPath.Find, UserProblem = userProblem });

    /// <summary>What is wrong with the files of TLS now.</summary>
    public static IReadOnlyList<TlsProblem> CheckTls(TlsFiles files) => files.FindProblems(TimeProvider.System.GetUtcNow());

    /// <summary>Where the store of a configuration is. Its rules may be wrong: what was stored can be read all the same.</summary>
    public static string StorePath(string path)
    {
        var load = Load(path);
        return load.StorePath
            ?? throw new CommandFailedException(
                $"{path} does not say where the store is:\n{load.FormatDiagnostics().TrimEnd()}", ExitCode.BadConfiguration);
    }

    /// <summary>Prints everything that was found, with its places.</summary>
    public static void Print(LoadResult load, TextWriter writer)
    {
        if (load.Diagnostics.Count > 0)
        {
            writer.WriteLine(load.FormatDiagnostics().TrimEnd());
        }
    }

    /// <summary><c>3 files, 12 rules: no errors, 1 warning</c>.</summary>
    public static string Count(LoadResult load)
    {
        var errors = load.Diagnostics.Count(d => d.Severity == DiagnosticSeverity.Error);
        var warnings = load.Diagnostics.Count - errors;
        var rules = load.HasErrors ? "" : $", {Number.OrNo(load.RuleCount, "rule", "rules")}";
        return $"{Number.OrNo(load.Sources.Count, "file", "files")}{rules}: {Number.OrNo(errors, "error", "errors")}, {Number.OrNo(warnings, "warning", "warnings")}";
    }
}
