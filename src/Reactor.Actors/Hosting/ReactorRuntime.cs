using System.Collections.Immutable;
using System.Globalization;
using Akka.Actor;
using Reactor.Actors.Deliveries;
using Reactor.Actors.Operating;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Actors.Watching;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;
using Reactor.Store;

namespace Reactor.Actors.Hosting;

/// <summary>The door to the actors.</summary>
internal sealed class ReactorRuntime(IReactorStore store, RuntimeSettings settings) : IReactorRuntime
{
    private static readonly TimeSpan s_answerWithin = TimeSpan.FromSeconds(15);

    private volatile StartedRuntime? _started;
    private volatile RuntimeSettings _settings = settings;
    private long _told;

    private StartedRuntime Started => _started ?? throw new InvalidOperationException("The runtime has not started.");

    public RuleSet Rules => _settings.Rules;

    public ReactorConfiguration Configuration => _settings.Configuration;

    /// <summary>The runtime runs.</summary>
    public void Start(StartedRuntime started) => _started = started;

    public async Task ReloadAsync(ReactorConfiguration configuration, RuleSet rules)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(rules);
        var settings = RuntimeSettings.From(configuration, rules);
        await Started.Root.Ask<RuntimeActor.Applied>(new RuntimeActor.Apply(settings), Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        _settings = settings;
    }

    public Task TellAsync(DaemonTrouble trouble)
    {
        ArgumentNullException.ThrowIfNull(trouble);
        return BringAsync(trouble.ToRow(NextName(trouble.Kind)));
    }

    public void Report(ReloadStatus reload) => Started.Board.Reload = reload;

    public async Task<ImmutableArray<RuleStatus>> RulesAsync() =>
        (await Started.Root.Ask<ShardActor.RulesCounted>(ShardActor.CountRules.Instance, s_answerWithin).ConfigureAwait(false)).Rules;

    public Task<OperatorAnswer> ExecuteAsync(OperatorCommand command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return Started.Operators.RunAsync(command, ct);
    }

    public Task<PauseAnswer> PauseAsync(PauseRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Started.Pauses.PauseAsync(request);
    }

    public Task<PauseAnswer> ResumeAsync(PauseRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Started.Pauses.ResumeAsync(request);
    }

    public Task<T> AuditedAsync<T>(Operator by, string command, Func<Task<T>> act, Func<T, (string Outcome, string? Detail)> tell) =>
        Started.Acts.RunAsync(by, command, act, tell);

    public Task<RevivedDeliveries> RetryAsync(DeadLetterFilter filter, Operator by)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(by);
        return Started.Deliveries.RetryAsync(filter, by);
    }

    public Task<EnabledTarget> EnableTargetAsync(string target, Operator by)
    {
        ArgumentNullException.ThrowIfNull(by);
        return Started.Deliveries.EnableAsync(target, by);
    }

    public async Task ActAsync(OperatorAct act)
    {
        ArgumentNullException.ThrowIfNull(act);
        var released = await store.ActAsync(act).ConfigureAwait(false);
        if (!released.IsEmpty)
            Started.Root.Tell(new DeliverySupervisor.DeliveriesWritten(released), ActorRefs.NoSender);
        if (!act.Inbox.IsEmpty)
            Started.Root.Tell(new ShardActor.InboxBrought(act.Inbox), ActorRefs.NoSender);
    }

    public string NextAct() => Started.Audit.NextAct();

    public AuditRow NewAudit(Operator by, string command, string arguments) => Started.Audit.Done(by, command, arguments);

    public Watcher? Watch(WatchFilter filter, WatchDoor door)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return Started.Watchers.Add(filter, door);
    }

    private string NextName(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}/{store.Epoch}.{Interlocked.Increment(ref _told)}");

    private async Task BringAsync(InboxRow row)
    {
        await store.AddInboxAsync([row]).ConfigureAwait(false);
        Started.Root.Tell(new ShardActor.InboxBrought([row]), ActorRefs.NoSender);
    }
}

/// <summary>What a start gives.</summary>
/// <param name="Board">Its status.</param>
/// <param name="Root">Its root.</param>
/// <param name="Operators">Gives commands of operators to VMs.</param>
/// <param name="Pauses">Pauses actions.</param>
/// <param name="Acts">Has operators' acts stand in the audit.</param>
/// <param name="Deliveries">Does what operators order of deliveries.</param>
/// <param name="Audit">Makes rows of the audit.</param>
/// <param name="Watchers">Who watches.</param>
internal sealed record StartedRuntime(
    RuntimeStatusBoard Board, IActorRef Root, OperatorCommands Operators, PausedActions Pauses, AuditedActs Acts, DeliveryOrders Deliveries, AuditRows Audit, Watchers Watchers);