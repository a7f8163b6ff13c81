using Reactor.Rules.Engine;

namespace Reactor.Bench.Engines;

/// <summary>The same count as a rule file has it, in the default engine: one of more than there ever are in its window, so that the oldest leaves as the next comes.</summary>
internal sealed class RingWindow
{
    private readonly SeenEvent[] _events;
    private readonly RuleEngine _engine;
    private readonly EngineOutput _output = new();
    private readonly VmEvent _event;
    private readonly int _facts;
    private long _made;

    public RingWindow(int facts)
    {
        _facts = facts;
        _events = [.. Enumerable.Range(0, GroupedWindow.Groups).Select(i => new SeenEvent(Engine.ManyEvents.Vm with { Id = $"vm-{i}" }, First))];
        _event = First;

        // No group has as many.
        _engine = new RuleEngine(Loaded.Rules($$$"""
            version: 1
            rules:
              - name: window
                when: {event: RESUME, at_least: 10000, within: {{{facts}}}ms}
                then: [{log: {message: "{{ vm.name }}"}}]
            """));
        for (var i = 0; i < facts; i++)
            Next();
    }

    private static VmEvent First => new() { Id = "0f1c-1-77", Name = "RESUME", Data = "{}"u8.ToArray(), At = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero) };

    /// <summary>Takes one in, a millisecond after the one before.</summary>
    public int Next()
    {
        var seen = _events[_made % GroupedWindow.Groups];
        _engine.Process(seen with { Event = _event with { At = _event.At.AddMilliseconds(++_made) } }, _output);
        return _output.Firings.Count == 0 ? 1 : throw new InvalidOperationException($"A count over {_facts} fired that should not.");
    }
}
