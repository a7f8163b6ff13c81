using Akka.Actor;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Actors.Watching;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>What it tells: batches to the partition, its status to the board, its link to watchers.</summary>
internal sealed partial class VmActor
{
    /// <summary>Sends the next batch when there is credit, something to send, and it is known who said it.</summary>
    private void Drain()
    {
        if (_outstanding is not null)
            return;
        if (_batcher.Next(_reconciling || _current is { Identity: null } ? _current : null) is not { } next)
        {
            if (_batcher.Last is not null && !_reconciling && _feed.UntilLoss(Timers.IsTimerActive(LossTimer)) is { } untilLoss)
                Timers.StartSingleTimer(LossTimer, LossDue.Instance, untilLoss);
            if (_leaving && _closing is null)
            {
                _leaving = false;
                _services.Registry.Leave(_watched.Key, _batcher.Last);
            }

            return;
        }

        Report(_cell.Status with
        {
            Recovered = _batcher.Recovered, Twins = _batcher.Twins, Outgrown = _batcher.Outgrown, Status = next.Status, LastEvent = next.LastEvent ?? _cell.Status.LastEvent, LastEventAt = next.LastEventAt ?? _cell.Status.LastEventAt,
        });
        _outstanding = _services.Numbers.Next();
        _services.Router.Route(new VmBatch(next.VmId, _outstanding.Value, next.Inputs, Self));
        _watched.Last = _batcher.Last;
        if (_current is { Identity: not null })
        {
            if (next.BearsState)
                AskSoon();
            if (next.HasLoss)
                AskAllSoon();
        }

        if (_feed.Dropped > 0 && !Timers.IsTimerActive(DroppedTimer))
            Timers.StartSingleTimer(DroppedTimer, ReportDropped.Instance, s_droppedReport);
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
        var before = _cell.Status.State;
        Report(_cell.Status with { State = state, Since = _services.Clock.Now, LastError = error ?? _cell.Status.LastError });
        if (state == VmState.Live)
            _services.Watchers.Show(new WatchedLink(View(), true, _services.Clock.Now, null));
        else if (before == VmState.Live)
            _services.Watchers.Show(new WatchedLink(View(), false, _services.Clock.Now, error ?? "left"));
    }

    /// <summary>The VM as it is known best. Called from any thread.</summary>
    private VmView View() => _watched.View(_cell.Status.Status);

    private void Report(VmStatus status) => _cell.Status = status;
}
