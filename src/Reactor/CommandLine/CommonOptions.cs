using System.CommandLine;
using Reactor.Output;

namespace Reactor.CommandLine;

/// <summary>Options that several commands take.</summary>
internal static class CommonOptions
{
    public static Option<string?> Config() => new("--config", "-c")
    {
        Description = "The main configuration, or its folder. Default: $REACTOR_CONFIG, else config/reactor.yaml, else /etc/reactor/reactor.yaml",
        HelpName = "FILE",
    };

    public static Option<string?> EventVm() => new("--vm")
    {
        Description = "The VM that the event is of, where it doesn't say so itself: one that is configured, with its labels",
        HelpName = "NAME",
    };

    public static Option<OutputFormat> Output() => new("--output", "-o")
    {
        Description = "table for people (default), json (one object a line) for programs",
        HelpName = "table|json",
        CustomParser = result => result.Tokens[0].Value switch
        {
            "table" => OutputFormat.Table,
            "json" => OutputFormat.Json,
            var other => Refuse(result, $"--output takes table or json, not '{other}'"),
        },
    };

    /// <summary>The configuration that is meant: the option, the environment, or the first default that exists.</summary>
    public static string ResolveConfig(string? option, Terminal terminal)
    {
        if (option is not null)
        {
            if (option.Length == 0)
            {
                throw new CommandFailedException("--config names no file", ExitCode.Usage);
            }
            return option;
        }
        if (terminal.Variable("REACTOR_CONFIG") is { Length: > 0 } variable)
        {
            return variable;
        }
        string[] defaults = ["config/reactor.yaml", "/etc/reactor/reactor.yaml"];
        return defaults.FirstOrDefault(IsThere)
            ?? throw new CommandFailedException(
                "no configuration: none of config/reactor.yaml and /etc/reactor/reactor.yaml exists. Name one with --config FILE or $REACTOR_CONFIG",
                ExitCode.BadConfiguration);
    }

    // File.Exists says of what may not be looked at that it isn't there.
    private static bool IsThere(string path)
    {
        try
        {
            return !File.GetAttributes(path).HasFlag(FileAttributes.Directory);
        }
        catch (UnauthorizedAccessException)
        {
            throw new CommandFailedException(
                $"you ({Environment.UserName}) may not read {path}. Become a user who may (sudo), have yourself added to its group (ls -ld {Path.GetDirectoryName(path)} tells which), or name another with --config FILE or $REACTOR_CONFIG",
                ExitCode.BadConfiguration);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static OutputFormat Refuse(System.CommandLine.Parsing.ArgumentResult result, string message)
    {
        result.AddError(message);
        return OutputFormat.Table;
    }
}
