using NRules;
using Reactor.Rules.Engine;

namespace Reactor.Rules.NRules.Code;

/// <summary>A fact for each VM (or host) of which an event is held: as the newest of those shows it, whichever came last.</summary>
internal sealed class StateFacts<T>(ISession session, Func<VmView, T> make)
    where T : StateFact
{
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);

    public void Add(string id, SeenEvent seen)
    {
        if (!_held.TryGetValue(id, out var held))
        {
            _held.Add(id, held = new(make(seen.Vm)));
            session.Insert(held.Fact);
        }

        held.Add(seen);
        Refresh(held);
    }

    public void Remove(string id, SeenEvent seen)
    {
        var held = _held[id];
        held.Events.Remove(seen);
        if (held.Events.Count > 0)
        {
            Refresh(held);
            return;
        }

        _held.Remove(id);
        session.Retract(held.Fact);
    }

    private void Refresh(Held held)
    {
        var newest = held.Events.Last!.Value.Vm;
        if (held.Fact.Show(newest))
            session.Update(held.Fact);
    }

    private sealed class Held(T fact)
    {
        public T Fact { get; } = fact;

        public LinkedList<SeenEvent> Events { get; } = [];

        public void Add(SeenEvent seen)
        {
            var before = Events.Last;
            while (before is not null && before.Value.At > seen.At)
                before = before.Previous;
            if (before is null)
                Events.AddFirst(seen);
            else
                Events.AddAfter(before, seen);
        }
    }
}
