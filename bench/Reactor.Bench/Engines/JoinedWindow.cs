using NRules;
using NRules.Fluent;
using NRules.Fluent.Dsl;

namespace Reactor.Bench.Engines;

/// <summary>
/// A sequence as a rule of NRules alone: so many first steps are held, each of a key of its own, and a second step comes that carries on none of them.
/// </summary>
internal sealed class JoinedWindow
{
    private readonly ISession _session;

    public JoinedWindow(int facts)
    {
        _session = new RuleCompiler().Compile([new RuleDefinitionFactory().Create(new Followed())]).CreateSession();
        _session.InsertAll(Enumerable.Range(0, facts).Select(key => new First(key)).ToArray());
        var second = new Second(0);
        _session.Insert(second);
        if (_session.Fire() != 1)
            throw new InvalidOperationException("A second step that carries on a first one was not found.");
        _session.Retract(second);
    }

    /// <summary>Takes a second step in, and out again; how many rules fired.</summary>
    public int Next()
    {
        var second = new Second(-1);
        _session.Insert(second);
        var fired = _session.Fire();
        _session.Retract(second);
        return 1 + fired;
    }

    internal sealed class First(int key)
    {
        public int Key => key;
    }

    internal sealed class Second(int key)
    {
        public int Key => key;
    }

    internal sealed class Followed : Rule
    {
        public override void Define()
        {
            First first = null!;
            Second second = null!;
            When()
                .Match(() => second)
                .Match(() => first, f => f.Key == second.Key);
            Then().Do(_ => GC.KeepAlive(first));
        }
    }
}
