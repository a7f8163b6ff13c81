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
        var repository = new RuleRepository();
        repository.Load(x => x.From(typeof(Many)));
        _session = repository.Compile().CreateSession();
        var held = Enumerable.Range(0, facts).Select(_ => Make()).ToArray();
        _session.InsertAll(held);
        foreach (var fact in held)
            _held.Enqueue(fact);
        _session.Fire();
    }

    /// <summary>Takes one in, and the oldest out; how many rules fired.</summary>
    public int Next()
    {
        _session.Retract(_held.Dequeue());
        var fact = Make();
        _held.Enqueue(fact);
        _session.Insert(fact);
        return 1 + _session.Fire();
    }

    private Held Make() => new((int)(_made++ % Groups));

    internal sealed record Held(int Key)
    {
        public bool Equals(Held? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }

    /// <summary>More of a key than there ever are: what is measured is the window, not what follows.</summary>
    internal sealed class Many : Rule
    {
        public override void Define()
        {
            IGrouping<int, Held> group = null!;
            When().Query(() => group, q => q.Match<Held>().GroupBy(h => h.Key).Where(g => g.Count() > 1_000_000));
            Then().Do(_ => Use(group));
        }

        private static void Use(IGrouping<int, Held> group) => GC.KeepAlive(group);
    }
}
