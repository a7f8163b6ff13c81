using Akka.Actor;

namespace Reactor.Actors.Partitions;

/// <content>Going on under other rules: one partition after another.</content>
internal sealed partial class ShardActor
{
    private readonly Queue<HostedPartition> _reloading = new();
    private readonly RuleLedger _counted = new();
    private bool _isReloadAsked;
    private Reload? _reload;
    private IActorRef _reloader = ActorRefs.Nobody;
    private int _reloadsLeft;

    private void OnReload(Reload reload)
    {
        _reload = reload;
        _reloader = Sender;
        _reloadsLeft = _partitions.Count;
        foreach (var partition in _partitions.Values)
            _reloading.Enqueue(partition);
        AskReload();
    }

    // Never two on their way: what came in between goes first.
    private void AskReload()
    {
        if (_isReloadAsked || _reloading.Count == 0)
            return;
        _isReloadAsked = true;
        Self.Tell(ReloadNext.Instance);
    }

    /// <summary>
    /// Each partition goes on under the new rules once all that waits in its inbox is taken, and what was due done, under the old ones. One at a
    /// time, since events wait meanwhile. Where none can, a durable commit or a load of an inbox asks again.
    /// </summary>
    private void ReloadOne()
    {
        _isReloadAsked = false;
        for (var left = _reloading.Count; left > 0 && HasRoom; left--)
        {
            var partition = _reloading.Dequeue();
            if (!TryTakeInbox(partition))
            {
                _reloading.Enqueue(partition);
                continue;
            }

            var now = _clock.Now;
            if (Next(partition, now).Take == Take.Time)
                TakePiece(partition);
            _counted.Note(partition.Logic.Rules);
            if (!_commits.Hand(partition.Logic.Reload(_reload!.Rules, now), _reload))
                OnPartitionReloaded();
            AskReload();
            return;
        }
    }

    private void OnPartitionReloaded()
    {
        if (--_reloadsLeft > 0)
            return;
        _counted.Forget(_reload!.Rules.Rules.Rules.Select(rule => rule.Name));
        ReportSoon();
        _reloader.Tell(Reloaded.Instance);
    }
}
