using Akka.Actor;
using Reactor.Actors.Hosting;
using Reactor.Actors.Status;
using Reactor.Rules.Configuration;
using Reactor.Store;

namespace Reactor.Actors.Deliveries;

/// <content>Other settings; a target that is disabled, called again, or gone.</content>
internal sealed partial class TargetActor
{
    private void OnConfigure(TargetConfiguration? configuration)
    {
        var returns = _configuration is null;
        _configuration = configuration;
        _tally.Configure(configuration);
        _pace.Configure(configuration?.Rate, configuration?.Breaker, _services.Clock.Now);
        if (configuration is null)
        {
            // Nothing is left to be called: what was kept back for it ends with what waits.
            if (_disablement.Reason is not null)
                CallAgain();
            if (!returns)
                Bury();
        }
        else
        {
            _isUnburied = false;
            if (returns)
                _tally.Enter(TargetState.Active);
            // A reload is the operator's word that the target should be called, as a start is.
            if (_disablement.Reason is not null)
                CallAgain();
        }

        // What may begin changed.
        Self.Tell(Wake.Instance);
        Report();
    }

    private void TryAtOnce()
    {
        _pace.TryNow(_services.Clock.Now);
        GoOn(mayWait: true);
    }

    private void CallAgain()
    {
        _tally.Enter(TargetState.Active);
        Become(Running, () => GoOn());
        _disablement.Set(null);
    }

    private void Disable()
    {
        _tally.Enter(TargetState.Disabled);
        TargetLog.Disabled(_services.Logger, _name);
        _disablement.Set("it answered 410");
        // One that stops goes on stopping; the store writes this before it is closed.
        if (_isStopping)
            return;
        Become(Disabled, WriteOutcomes);
        ReleaseClaims("the target is disabled");
    }

    private void OnDisablementWritten(Disablement.Written written)
    {
        _store.OnSuccess();
        _services.Inbox([written.ToPartition]);
        if (written.IsDisabled)
            return;
        foreach (var enabler in _enablers)
            enabler.Tell(new Enabled(WasDisabled: true));
        _enablers.Clear();
        Self.Tell(Wake.Instance);
    }

    /// <summary>What waits for a target that is not configured any more ends as dead letters; an attempt under way tells its own outcome.</summary>
    private void Bury()
    {
        _isUnburied = false;
        _tally.Enter(TargetState.Unknown);
        _services.Store.RemoveTargetAsync(_name, _services.Clock.Now).PipeTo(
            Self,
            success: rows => new Buried(rows),
            failure: e => e is StoreUnavailableException { IsFinal: false } unavailable
                ? new NotBuried(unavailable)
                : new TaskFault($"burying the deliveries to {_name}", e));
    }
}
