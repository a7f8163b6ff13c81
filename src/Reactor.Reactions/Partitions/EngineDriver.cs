using Reactor.Rules.Engine;

namespace Reactor.Reactions.Partitions;

/// <summary>Gives the engine its inputs, one after another: what comes out is reacted to, and what changed it is logged.</summary>
internal sealed class EngineDriver(IRuleEngine engine, EngineQueue queue, EngineReactions reactions, PartitionLog log, Notices notices, PartitionTally tally, PartitionOptions options)
{
    private readonly EngineOutput _output = new();

    /// <summary>The engine; another one after a reload.</summary>
    public IRuleEngine Engine { get; set; } = engine;

    /// <summary>Gives it an input, then what follows from that.</summary>
    /// <param name="input">The input.</param>
    /// <param name="now">Engine time.</param>
    /// <param name="commit">Where it all goes.</param>
    /// <param name="number">The input's number; null: it takes one where it is logged.</param>
    public void Take(EngineInput input, DateTimeOffset now, CommitBuilder commit, long? number = null)
    {
        TakeOne(input, now, commit, number);
        Drain(now, commit);
    }

    /// <summary>Gives it what waits for it.</summary>
    public void Drain(DateTimeOffset now, CommitBuilder commit)
    {
        var echoes = 0;
        while (queue.TryTake(out var input))
        {
            if (input is StateObserved && ++echoes > options.MaxFactEchoes)
            {
                tally.FactEchoesDropped++;
                notices.Add(commit, now, $"rules set and clear facts in a circle: after {options.MaxFactEchoes} rounds of one input the rest waits for the VM's next one. See which rules set a fact that another clears.");
                continue;
            }

            TakeOne(input!, now, commit, null);
        }
    }

    private void TakeOne(EngineInput input, DateTimeOffset now, CommitBuilder commit, long? number)
    {
        var alertChanges = commit.AlertChanges;
        Engine.Process(input, _output);
        reactions.React(input, _output, now, commit);
        if (_output.TouchedRules.Count > 0 || commit.AlertChanges > alertChanges)
        {
            log.Add(number ?? log.TakeNumber(), input, _output.TouchedRules, commit);
        }
    }
}
