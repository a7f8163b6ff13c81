using Reactor.Rules.Engine;

namespace Reactor.Rules.Tests.Engine;

/// <summary>The engine that the tests beside this are run on: they hold for every engine, and run once for each, with another of these.</summary>
internal static class EngineUnderTest
{
    public static IRuleEngine New(RuleSet rules) => new RuleEngine(rules);
}
