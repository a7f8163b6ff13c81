using NRules;
using NRules.Fluent;
using NRules.Fluent.Dsl;

namespace Reactor.Bench.Engines;

/// <summary>A windowed count as a rule of NRules alone: facts that are held, grouped by key, the oldest retracted as the next comes.</summary>
internal sealed class GroupedWindow
{
    public const int Groups = 16;

    private readonly ISession _session;
    private readonly Queue<Held> _held = new();
    private long _made;

    public GroupedWindow(int facts)
    {
        // One more than a full window has of a key.
        var many = (facts / Groups) + 2;
        _session = new RuleCompiler().Compile([new RuleDefinitionFactory().Create(new Many(many))]).CreateSession();
        for (var i = 0; i < facts; i++)
            _held.Enqueue(new Held((int)(_made++ % Groups)));
        _session.InsertAll(_held);
        Held[] further = [.. Enumerable.Range(0, many).Select(_ => new Held(0))];
        _session.InsertAll(further);
        if (_session.Fire() != 1)
            throw new InvalidOperationException("A group that has as many was not found.");
        _session.RetractAll(further);
    }

    /// <summary>Takes one in, and the oldest out; how many rules fired.</summary>
    public int Next()
    {
        _session.Retract(_held.Dequeue());
        var fact = new Held((int)(_made++ % Groups));
        _held.Enqueue(fact);
        _session.Insert(fact);
        return _session.Fire() == 0 ? 1 : throw new InvalidOperationException("A group has as many that should not.");
    }

    internal sealed class Held(int key)
    {
        public int Key => key;
    }

    internal sealed class Many(int many) : Rule
    {
        public override void Define()
        {
            var least = many;
            IGrouping<int, Held> group = null!;
            When().Query(() => group, q => q.Match<Held>().GroupBy(h => h.Key).Where(g => g.Count() >= least));
            Then().Do(_ => Use(group));
        }

        private static void Use(IGrouping<int, Held> group) => GC.KeepAlive(group);
    }
}
