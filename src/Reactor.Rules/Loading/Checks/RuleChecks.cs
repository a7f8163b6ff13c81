using Reactor.Rules.Loading.Compiling;

namespace Reactor.Rules.Loading.Checks;

/// <summary>What is checked of a rule that is right word by word.</summary>
internal static class RuleChecks
{
    /// <summary>Reports what the rule can't do or never does.</summary>
    public static void Run(CompiledRule rule, LoadContext context)
    {
    }
}
