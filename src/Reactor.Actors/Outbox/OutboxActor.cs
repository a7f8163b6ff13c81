using System.Collections.Immutable;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using Reactor.Actors.Clocks;
using Reactor.Actors.Deliveries;
using Reactor.Actors.Hosting;
using Reactor.Actors.Status;
using Reactor.Actors.Steps;
using Reactor.Actors.Tracing;
using Reactor.Reactions.Commits;
using Reactor.Store;

namespace Reactor.Actors.Outbox;

/// <summary>
/// Writes commits: those that arrive while one write is under way go together in the next.
/// <code>
/// Idle --Write--> Writing --written, none waits--> Idle
///                  |   ^
///       unavailable|   |backoff over
///                  v   |
///                 Waiting
/// </code>
/// What no reaction depends on goes when nothing else waits, a little at a time, or together with the next commit of its partition, whose order it keeps.
/// What waits here is bounded by the shards, which stop applying when too much of theirs is unwritten.
/// </summary>
internal sealed class OutboxActor : ActorBase, IWithTimers
{
    /// <summary>Most commits in one transaction. Claims and outcomes of deliveries wait for it: so it is to take tens of milliseconds, not seconds.</summary>
    internal const int MaxGroupCommits = 512;

    /// <summary>Size at which a group takes no further commit, for the same reason. Bytes.</summary>
    internal const long MaxGroupBytes = 1024 * 1024;

    /// <summary>The same of a group that no reaction depends on: whoever comes meanwhile waits for it.</summary>
    internal const long MaxJournalBytes = 64 * 1024;

    // However much else there is, after so many groups some of it goes along.
    private const int GroupsBeforeJournals = 16;

    private const string RetryTimer = "retry";

    private readonly IReactorStore _store;
    private readonly IActorRef _deliveries;
    private readonly RuntimeStatusBoard _board;
    private readonly Tracer _tracer;
    private readonly ILogger _logger;
    private readonly ILogger _ruleLogger;
    private readonly Backoff _backoff;
    private readonly Queue<Write> _queue = new();
    private readonly Journals _journals = new();
    private readonly List<IActorRef> _flushers = [];
    private ImmutableArray<Write> _group = [];
    private DateTimeOffset _begunAt;
    private int _groupsSinceJournals;
    private long _waitingBytes;
    private long _commits;
    private long _groups;
    private string? _error;

    public OutboxActor(IReactorStore store, IActorRef deliveries, RuntimeStatusBoard board, ILoggerFactory loggers, Random random, Tracer tracer)
    {
        _store = store;
        _deliveries = deliveries;
        _board = board;
        _tracer = tracer;
        _logger = loggers.CreateLogger("Reactor.Store");
        _ruleLogger = loggers.CreateLogger("Reactor.Rules");
        // Tried more than once in the seconds that an end has for it.
        _backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2), random);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A commit to be written. The sender hears <see cref="Durable"/> once it is.</summary>
    /// <param name="Commit">The commit; commits of one partition come in its order.</param>
    /// <param name="Owner">Who made it.</param>
    /// <param name="Ticket">What the owner knows it by; comes back with <see cref="Durable"/>.</param>
    public sealed record Write(Commit Commit, IActorRef Owner, object? Ticket)
    {
        /// <summary>When it came here; not noted while no traces are made.</summary>
        public DateTimeOffset? At { get; init; }
    }

    /// <summary>The commit is durable.</summary>
    /// <param name="Ticket">The owner's ticket.</param>
    /// <param name="Commit">It.</param>
    public sealed record Durable(object? Ticket, Commit Commit);

    /// <summary>Answered with <see cref="Flushed"/> once all that came before is durable.</summary>
    public sealed record Flush
    {
        public static readonly Flush Instance = new();
    }

    /// <summary>All is written.</summary>
    public sealed record Flushed
    {
        public static readonly Flushed Instance = new();
    }

    private sealed record Written(Appended Appended);

    private sealed record NotWritten(StoreUnavailableException Error);

    private sealed record Again
    {
        public static readonly Again Instance = new();
    }

    protected override bool Receive(object message) => Idle(message);

    private bool Idle(object message)
    {
        switch (message)
        {
            case Write write:
                Enqueue(write);
                WriteNextGroup();
                return true;
            case Flush: Sender.Tell(Flushed.Instance); return true;
            default: return false;
        }
    }

    private bool Writing(object message)
    {
        switch (message)
        {
            case Write write: Enqueue(write); return true;
            case Flush: _flushers.Add(Sender); return true;
            case Written written: OnWritten(written.Appended); return true;
            case NotWritten failed: OnNotWritten(failed.Error); return true;
            case TaskFault fault: fault.Throw(); return true;
            default: return false;
        }
    }

    private bool Waiting(object message)
    {
        switch (message)
        {
            case Write write: Enqueue(write); return true;
            case Flush: _flushers.Add(Sender); return true;
            case Again: Append(); return true;
            default: return false;
        }
    }

    private void Enqueue(Write write)
    {
        if (_tracer.IsOn && !write.Commit.Firings.IsEmpty)
            write = write with { At = _board.Now };
        if (write.Commit.IsJournal)
        {
            _journals.Add(write);
        }
        else
        {
            _journals.MoveTo(_queue, write.Commit.Partition);
            _queue.Enqueue(write);
        }

        _waitingBytes += write.Commit.ApproximateBytes;
        Report();
    }

    private void Log(LogLine line)
    {
        if (line.IsWarning)
            OutboxLog.RuleWarning(_ruleLogger, line.Message, line.Rule, line.VmName);
        else
            OutboxLog.RuleLine(_ruleLogger, line.Message, line.Rule, line.VmName);
    }

    private void WriteNextGroup()
    {
        var maxBytes = _queue.Count == 0 ? MaxJournalBytes : MaxGroupBytes;
        if (_queue.Count == 0 || ++_groupsSinceJournals >= GroupsBeforeJournals)
        {
            _journals.MoveTo(_queue, MaxJournalBytes);
            _groupsSinceJournals = 0;
        }

        var group = ImmutableArray.CreateBuilder<Write>(Math.Min(_queue.Count, MaxGroupCommits));
        long bytes = 0;
        while (group.Count < MaxGroupCommits && bytes < maxBytes && _queue.TryDequeue(out var write))
        {
            group.Add(write);
            bytes += write.Commit.ApproximateBytes;
        }

        _group = group.ToImmutable();
        Append();
    }

    private void Append()
    {
        Become(Writing);
        _begunAt = _board.Now;
        _store.AppendAsync([.. _group.Select(write => write.Commit)]).PipeTo(
            Self,
            success: appended => new Written(appended),
            failure: e => e is StoreUnavailableException { IsFinal: false } unavailable
                ? new NotWritten(unavailable)
                : new TaskFault("writing commits to the store", e));
    }

    private void OnWritten(Appended appended)
    {
        var durable = _board.Now;
        _board.CommitTimes.Observe(durable - _begunAt);
        if (_error is not null)
        {
            _error = null;
            _backoff.Reset();
            OutboxLog.Available(_logger);
            Context.System.EventStream.Publish(StoreAlarmActor.Working.Instance);
        }

        foreach (var write in _group)
        {
            _waitingBytes -= write.Commit.ApproximateBytes;
            foreach (var row in write.Commit.Events.Where(row => row.Matched > 0))
                _board.ReactionTimes.Observe(durable - ReadTime.Of(row, row.At));
            foreach (var line in write.Commit.LogLines)
                Log(line);
            AlertLines.Tell(_ruleLogger, write.Commit);
            write.Owner.Tell(new Durable(write.Ticket, write.Commit));
        }

        if (_group.Any(write => write.Commit.Steps.Any(step => step.Ended is null)))
            Context.System.EventStream.Publish(StepActor.Wake.Instance);
        if (!appended.Claimed.IsEmpty || !appended.Waiting.IsEmpty)
            _deliveries.Tell(new DeliverySupervisor.DeliveriesWritten(appended.Waiting) { Claimed = HeardDeliveries.Of(_group.Select(write => write.Commit), appended.Claimed) });
        var (written, begunAt) = (_group, _begunAt);
        _commits += _group.Length;
        _groups++;
        _group = [];
        if (_queue.Count + _journals.Count > 0)
        {
            WriteNextGroup();
        }
        else
        {
            Become(Idle);
        }

        Report();
        Trace(written, begunAt, durable);
        // After the report: who waits for all to be written reads there whether it is.
        if (_group.IsEmpty)
            AnswerFlushers();
    }

    private void AnswerFlushers()
    {
        foreach (var flusher in _flushers)
            flusher.Tell(Flushed.Instance);
        _flushers.Clear();
    }

    // Last: nothing waits for it.
    private void Trace(ImmutableArray<Write> written, DateTimeOffset begunAt, DateTimeOffset durable)
    {
        if (!_tracer.IsOn)
            return;
        foreach (var write in written)
            _tracer.Committed(write.Commit, write.At ?? begunAt, durable);
    }

    private void OnNotWritten(StoreUnavailableException error)
    {
        if (_error is null)
            OutboxLog.Unavailable(_logger, error.Message);
        Context.System.EventStream.Publish(new StoreAlarmActor.Failing(error.Message));
        _error = error.Message;
        Become(Waiting);
        Timers.StartSingleTimer(RetryTimer, Again.Instance, _backoff.Next());
        Report();
    }

    private void Report() => _board.Store = new StoreStatus
    {
        Writable = _error is null,
        LastError = _error,
        WaitingCommits = _queue.Count + _journals.Count + _group.Length,
        WaitingBytes = _waitingBytes,
        Commits = _commits,
        Groups = _groups,
    };
}
