using Akka.Actor;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Actors.Watching;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>What it tells: batches to the partition, its status to the board, its link to watchers.</summary>
internal sealed partial class VmActor
{
    /// <summary>Sends what there is to send, a batch at a time, when it is known who said it.</summary>
    /// <returns>Whether all is durable, and nothing is left that can be told now.</returns>
    private bool Drain()
    {
        while (!_credit.Await())
        {
            if (!SendNext())
                return true;
            // Mostly it was all there was: then nobody needs to hear that it is durable.
            if (!_batcher.HasMore && !_leaving && _stage != Stage.Stopping)
                return false;
        }

        return false;
    }

    private bool OnBatchDone(BatchDone done)
    {
        // Where it was returned it is back already, and another may be under way.
        _credit.Return(done.Number);
        return Drain();
    }

    private bool SendNext()
    {
        if (_batcher.Next(_reconciling || _current is { Identity: null } ? _current : null) is not { } next)
        {
            if (_batcher.Identity is not null && !_reconciling && _feed.UntilLoss(IsOn(VmAlarm.Loss)) is { } untilLoss)
                Start(VmAlarm.Loss, untilLoss);
            if (_leaving && _closing is null)
            {
                _leaving = false;
                _services.Registry.Leave(_watched.Key, _batcher.Last);
            }

            return false;
        }

        Report(next);
        var number = _services.Numbers.Next();
        _credit.Take(number);
        _services.Router.Route(new VmBatch(next.VmId, number, next.Inputs, Self) { Credit = _credit });
        _batcher.NoteLast(_watched);
        if (_current is { Identity: not null })
        {
            if (next.BearsState)
                AskSoon();
            if (next.HasLoss)
                AskAllSoon();
        }

        if (_feed.Dropped > 0 && !IsOn(VmAlarm.Dropped))
            Start(VmAlarm.Dropped, s_droppedReport);
        return true;
    }

    private void OnReportDropped()
    {
        if (_feed.TakeDropped() is > 0 and var dropped)
            VmLog.Dropped(_services.Logger, _watched.Name, dropped);
    }

    /// <summary>Whether this is other than what was logged last.</summary>
    private bool IsNews(string what)
    {
        var news = _logged != what;
        _logged = what;
        return news;
    }

    private void Enter(VmState state, string? error = null)
    {
        var before = _cell.Status;
        if (before.State == state && error is null)
            return;
        Report(before with { State = state, Since = _services.Clock.Now, LastError = error ?? before.LastError });
        ShowLink(before.State, state, error);
    }

    private void ShowLink(VmState before, VmState state, string? error = null)
    {
        if (state == VmState.Live)
            _services.Watchers.Show(new WatchedLink(View(), true, _services.Clock.Now, null));
        else if (before == VmState.Live)
            _services.Watchers.Show(new WatchedLink(View(), false, _services.Clock.Now, error ?? "left"));
    }

    /// <summary>The VM as it is known best. Called from any thread.</summary>
    private VmView View() => _watched.View(_cell.Status.Status);

    private void Report(VmStatus status) => _cell.Status = status;

    private void Report(NextBatch next)
    {
        if (next is { LastEvent: { } name, LastEventAt: { } at })
            _cell.LastEvent = (name, at);
        var status = _cell.Status;
        // Mostly nothing of it has changed.
        if ((status.Recovered, status.Gaps, status.Twins, status.Outgrown, status.Status) != (_batcher.Recovered, _batcher.Gaps, _batcher.Twins, _batcher.Outgrown, next.Status))
            Report(status with { Recovered = _batcher.Recovered, Gaps = _batcher.Gaps, Twins = _batcher.Twins, Outgrown = _batcher.Outgrown, Status = next.Status });
    }
}
