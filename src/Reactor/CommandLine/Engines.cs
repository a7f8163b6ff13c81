using Reactor.Rules.Loading;

namespace Reactor.CommandLine;

/// <summary>What this build can run rules with.</summary>
internal static class Engines
{
    /// <summary>Options of every load: this machine, and the engines.</summary>
    public static LoadOptions Options { get; } = new()
    {
        NodeName = Environment.MachineName,
#if NRULES
        Engines = new Dictionary<string, Func<Rules.Engine.RuleSet, Rules.Engine.IRuleEngine>> { ["nrules"] = Rules.NRules.NRulesEngine.Create },
        CodeRules = Rules.NRules.CodeRules.Load,
#endif
    };
}
