using System.Text;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Support;

/// <summary>An engine that does what a test says, and keeps what it was given.</summary>
internal sealed class ScriptedEngine : IRuleEngine
{
    /// <summary>What comes out for an input.</summary>
    public Action<EngineInput, EngineOutput> Script { get; set; } = static (_, _) => { };

    public List<EngineInput> Taken { get; } = [];

    public List<(EngineInput Input, string[] Rules)> Folded { get; } = [];

    /// <summary>Its whole state: a text.</summary>
    public string State { get; set; } = "";

    public DateTimeOffset? NextDue { get; set; }

    public List<VmView> Waits { get; } = [];

    public IEnumerable<VmView> Waiting => Waits;

    public IEnumerable<KeyValuePair<Rule, RuleCounters>> Counters => [];

    public void Process(EngineInput input, EngineOutput output)
    {
        output.Clear();
        Taken.Add(input);
        Script(input, output);
    }

    public ReadOnlyMemory<byte> Snapshot() => Encoding.UTF8.GetBytes(State);

    public void Restore(ReadOnlyMemory<byte> snapshot) => State = Encoding.UTF8.GetString(snapshot.Span);

    public void Fold(EngineInput input, IReadOnlySet<string> fingerprints) => Folded.Add((input, [.. fingerprints]));
}
