using Reactor.Rules.Engine;

namespace Reactor.Bench.Engines;

/// <summary>The same sequence as a rule file has it, in the default engine.</summary>
internal sealed class SequenceWindow
{
    private readonly RuleEngine _engine;
    private readonly EngineOutput _output = new();
    private readonly SeenEvent _second;

    public SequenceWindow(int facts)
    {
        _engine = new RuleEngine(Loaded.Rules("""
            version: 1
            rules:
              - name: sequence
                when: {event: STOP, followed_by: {event: RESUME}, within: 1h}
                then: [{log: {message: "{{ vm.name }}"}}]
            """));
        for (var key = 0; key < facts; key++)
            _engine.Process(Of(key, "STOP"), _output);
        _second = Of(-1, "RESUME");
    }

    /// <summary>Takes a second step in that carries on none.</summary>
    public int Next()
    {
        _engine.Process(_second, _output);
        return _output.Firings.Count == 0 ? 1 : throw new InvalidOperationException("A sequence fired that should not.");
    }

    private static SeenEvent Of(int key, string name) => new(
        Engine.ManyEvents.Vm with { Id = $"vm-{key}" },
        new VmEvent { Id = "0f1c-1-77", Name = name, Data = "{}"u8.ToArray(), At = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero) });
}
