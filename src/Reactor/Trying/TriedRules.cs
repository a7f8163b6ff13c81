using Reactor.CommandLine;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;

namespace Reactor.Trying;

/// <summary>A configuration and its rules, for trying out: nothing is started, nothing written.</summary>
internal sealed record TriedRules(ReactorConfiguration Configuration, RuleSet Rules)
{
    /// <summary>Loads it; warnings are printed to the error output.</summary>
    /// <exception cref="CommandFailedException">Something is wrong; all of it was printed.</exception>
    public static TriedRules Load(string path, Terminal terminal)
    {
        var load = Configurations.Load(path);
        Configurations.Print(load, terminal.Error);
        return load is { HasErrors: false, Configuration: { } configuration, Rules: { } rules }
            ? new TriedRules(configuration, rules)
            : throw new CommandFailedException($"nothing was tried: {Configurations.Count(load)}", ExitCode.BadConfiguration);
    }
}
