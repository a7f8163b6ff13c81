using Reactor.Rules.Engine;

namespace Reactor.Rules.Tests.Engine;

/// <summary>The engine that the tests beside this are run on: they hold for every engine, and run once for each, with another of these.</summary>
internal static class EngineUnderTest
{
    /// <summary>Into how many parts runs are divided that make engines by the dozen.</summary>
    public const int Dear = 1;

    public static IRuleEngine New(RuleSet rules) => new RuleEngine(rules);
}
