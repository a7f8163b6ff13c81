using Reactor.Rules.Engine;
using Reactor.Rules.NRules;

namespace Reactor.Rules.Tests.Engine;

/// <summary>The engine that the tests of the default one are run on here.</summary>
internal static class EngineUnderTest
{
    /// <summary>Into how many parts runs are divided that make engines by the dozen: a network takes milliseconds.</summary>
    public const int Dear = 10;

    public static IRuleEngine New(RuleSet rules) => NRulesEngine.Create(rules);
}
