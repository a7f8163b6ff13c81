using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Hosting;
using Reactor.Actors.Status;
using Reactor.Qmp;
using Reactor.Reactions.Recovery;

namespace Reactor.Actors.Vms;

/// <summary>What the VM is asked: all there is to know after connecting and after a loss of ours, the run state as a heartbeat and where rules read it.</summary>
internal sealed partial class VmActor
{
    private readonly Heartbeat _heartbeat;
    private ImmutableArray<StateQuestion> _asked = []; // On the current connection, the last time that all was asked.
    private bool _reconciling; // All is being asked again; what waits is taken after the answers.
    private DateTimeOffset? _askedAllAt;

    private void AskAll() => Put(_services.Attention.Wanted.Questions);

    /// <summary>Asks who it is and in which state, and for nothing else.</summary>
    private void AskWho() => Put([]);

    private void Put(ImmutableArray<StateQuestion> questions)
    {
        var (number, askedAt) = (_current!.Number, _services.Clock.Now);
        (_asked, _askedAllAt) = (questions, askedAt);
        AskAllAsync(_connection!, number, askedAt).PipeTo(
            Self, failure: e => Failure(number, e, "putting questions") is Failed failed ? new NotReconciled(number, failed.Reason, failed.IsBeyondBounds) : new TaskFault($"putting questions to VM {_watched.Name}", e));
    }

    private async Task<Reconciled> AskAllAsync(QmpConnection connection, long number, DateTimeOffset askedAt)
    {
        // A listed VM goes by its configured name, whatever it calls itself.
        var isNamed = Vm.Source == VmSource.Listed;
        var (questions, time) = (_asked, _services.Qmp.TimeProvider);
        var name = isNamed ? null : await VmDialer.AskNameAsync(connection, CancellationToken.None).ConfigureAwait(false);
        return new Reconciled(number, await VmReconciler.AskAsync(connection, questions, time, CancellationToken.None).ConfigureAwait(false), name, askedAt);
    }

    private void ScheduleHeartbeat() => Start(VmAlarm.Heartbeat, _heartbeat.Next());

    /// <summary>Asks for the run state; for all, where rules look at other things than when that was asked last.</summary>
    private void AskState()
    {
        if (_services.Registry.HasWon(_watched.Key))
        {
            StartOver("another VM had its UUID, and has it no more");
            return;
        }

        if (!_asked.SequenceEqual(_services.Attention.Wanted.Questions))
            AskAllAgain();
        var now = _services.Clock.Now;
        if (_heartbeat.TryAsk(now))
            PutStatusQuestion(now);
        // After the alarm for silence, which rings earlier: so there is one wake-up to schedule, not two.
        ScheduleHeartbeat();
    }

    private void PutStatusQuestion(DateTimeOffset now)
    {
        Start(VmAlarm.Silence, _services.Options.SilentAfter);
        _ = AskStatusAsync(_connection!, _current!.Number, now, Self, _watched);
    }

    /// <summary>Asks for the run state alone, and waits for the answer as long as the connection lasts.</summary>
    private static async Task AskStatusAsync(QmpConnection connection, long number, DateTimeOffset now, IActorRef self, WatchedVm watched)
    {
        object told;
        try
        {
            var reply = await connection.ExecuteAsync("query-status", timeout: Timeout.InfiniteTimeSpan).ConfigureAwait(false);
            told = new StateAnswered(number, VmReconciler.Status(reply), reply.EventsBefore, now);
        }
        catch (Exception e) when (e is QmpException or OperationCanceledException)
        {
            told = new StateNotAnswered(number);
        }
#pragma warning disable CA1031 // Nothing is hidden: the actor throws it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            told = new TaskFault($"asking VM {watched.Name} for its state", e);
        }

        self.Tell(told, ActorRefs.NoSender);
    }

    private void OnStateAnswered(StateAnswered answered)
    {
        Cancel(VmAlarm.Silence);
        if (_heartbeat.Revive() is { } since)
            OnAnswersAgain(since);
        if (answered.Status is { } status)
            _batcher.Observe(_current!, status, answered.CoveredUpTo, answered.AskedAt);
        if (_heartbeat.EndAsking())
            AskSoon();
        Drain();
    }

    private void OnAnswersAgain(DateTimeOffset silentSince)
    {
        VmLog.Answers(_services.Logger, _watched.Name);
        _batcher.Say(id => OwnEvents.Answers(id, silentSince));
        Report(_cell.Status with { SilentSince = null });
    }

    private void OnSilence()
    {
        if (_heartbeat.Miss() is not { } since)
            return;
        VmLog.Silent(_services.Logger, _watched.Name);
        _batcher.Say(id => OwnEvents.Silent(id, since));
        Report(_cell.Status with { SilentSince = since });
        Drain();
    }

    /// <summary>Asks for all again, at once, but no more often than once in a while.</summary>
    private void AskAllSoon()
    {
        if (IsOn(VmAlarm.AskAll))
            return;
        if (_askedAllAt + AskEvery - _services.Clock.Now is { } wait && wait > TimeSpan.Zero)
            Start(VmAlarm.AskAll, wait);
        else
            AskAllAgain();
    }

    private void AskAllAgain()
    {
        if (_connection is null)
            return;
        if (_reconciling)
        {
            // The answers that are awaited may be older than what was lost since.
            Start(VmAlarm.AskAll, AskEvery);
            return;
        }

        _reconciling = true;
        _batcher.BeginReconciling();
        AskAll();
    }

    /// <param name="answers">Null where they did not come: what was lost stays unknown, which was told as a gap.</param>
    /// <param name="askedAt">When it was asked. Engine time.</param>
    private void OnAskedAgain(VmAnswers? answers, DateTimeOffset askedAt)
    {
        _reconciling = false;
        if (answers is not null)
            _batcher.Reconcile(_current!, answers, askedAt);
        else
        {
            _batcher.EndReconciling();
            Start(VmAlarm.AskAll, AskEvery);
        }

        Drain();
    }

    private void AskSoon()
    {
        if (_services.Attention.ReadsState && !IsOn(VmAlarm.Ask))
            Start(VmAlarm.Ask, AskEvery);
    }
}
