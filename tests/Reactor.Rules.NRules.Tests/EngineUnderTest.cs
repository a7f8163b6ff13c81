using Reactor.Rules.Engine;
using Reactor.Rules.NRules;

namespace Reactor.Rules.Tests.Engine;

/// <summary>The engine that the tests of the default one are run on here.</summary>
internal static class EngineUnderTest
{
    public static IRuleEngine New(RuleSet rules) => NRulesEngine.Create(rules);
}
