using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Hosting;
using Reactor.Store;

namespace Reactor.Actors.Deliveries;

/// <summary>Outcomes that are not durable yet: those that come while some are being written go together in the next write.</summary>
internal sealed class OutcomeQueue(string target, TargetServices services, IActorRef self)
{
    private const int MostAtOnce = 512;

    private readonly Queue<AttemptResult> _waiting = new();
    private int _underWay;

    /// <summary>These are durable.</summary>
    /// <param name="Results">They.</param>
    /// <param name="Completed">What follows from them.</param>
    public sealed record Written(ImmutableArray<AttemptResult> Results, Completed Completed);

    /// <summary>These are not.</summary>
    public sealed record NotWritten(ImmutableArray<AttemptResult> Results, StoreUnavailableException Error);

    /// <summary>How many there are, those that are being written included.</summary>
    public int Count => _waiting.Count + _underWay;

    public void Add(AttemptResult result) => _waiting.Enqueue(result);

    /// <summary>Writes what waits, unless some are being written.</summary>
    public void WriteNext()
    {
        if (_underWay > 0 || _waiting.Count == 0)
            return;
        var results = ImmutableArray.CreateBuilder<AttemptResult>(Math.Min(_waiting.Count, MostAtOnce));
        while (results.Count < MostAtOnce && _waiting.TryDequeue(out var result))
            results.Add(result);
        var batch = results.DrainToImmutable();
        _underWay = batch.Length;
        services.Store.CompleteAsync(batch).PipeTo(
            self,
            success: completed => new Written(batch, completed),
            failure: e => e is StoreUnavailableException { IsFinal: false } error
                ? new NotWritten(batch, error)
                : new TaskFault($"writing outcomes of deliveries to {target}", e));
    }

    public void OnWritten() => _underWay = 0;

    /// <summary>They wait again.</summary>
    public void OnNotWritten(IEnumerable<AttemptResult> results)
    {
        _underWay = 0;
        foreach (var result in results)
            _waiting.Enqueue(result);
    }
}
