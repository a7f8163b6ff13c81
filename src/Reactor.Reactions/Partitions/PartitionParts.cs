using Reactor.Reactions.Actions;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Facts;
using Reactor.Reactions.Groups;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Steps;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Partitions;

/// <summary>What a partition is made of, put together once; a reload changes rules, engine and runs within it.</summary>
internal sealed class PartitionParts
{
    public PartitionParts(PartitionRules rules, PartitionOptions options, IRuleEngine engine)
    {
        Options = options;
        InForce = new RulesInForce(rules);
        Tally = new PartitionTally();
        Notices = new Notices(options.MaxLogBytes);
        Journal = new PartitionJournal(options);
        Kept = new KeptEvents(Journal, Tally, options);
        Log = new PartitionLog(Tally, options);

        Silences = new HoldList<Silence>(HoldKinds.Silence, options.MaxHolds);
        Maintenances = new HoldList<Maintenance>(HoldKinds.Maintenance, options.MaxHolds);
        Inhibitors = new InhibitorBook(options.MaxInhibitors);
        Book = new AlertBook(options.MaxOpenAlertsPerVm);
        Groups = new GroupBook(options);
        Meant = new MeantAlerts(Book, Groups, Silences, Tally);
        Judge = new HoldJudge(InForce, Silences, Maintenances, Inhibitors);

        Queue = new EngineQueue();
        Views = new VmViews(options.MaxViews);
        Facts = new FactBook(Views, Queue.Add, options.MaxFactsPerVm);

        Desk = new AlertDesk(Book, Meant, InForce);
        var deliveries = new AlertDeliveries(InForce, Tally, options);
        Notifier = new AlertNotifier(Book, Desk, Judge, deliveries, InForce, Tally, options);
        Resolver = new AlertResolver(Book, InForce, Silences, Meant, deliveries, Tally, options);
        States = new StateResolution(Book, Desk, Resolver, InForce, Tally);
        var router = new AlertRouter(InForce, Notices);
        var own = new OwnAlerts(Book, router, Notifier, Tally);
        Quarantine = new RuleQuarantine(own);
        Gone = new GoneAlerts(Book, Resolver, InForce, Quarantine);

        var body = new DeliveryBody(InForce, Tally, Notices, options);
        var alerts = new AlertReaction(Book, Desk, router, Notifier, new Inhibitions(InForce), InForce, Tally, Notices, options);
        Actions = new ActionRunner(
            alerts,
            new SendReaction(body, Judge),
            new WebhookReaction(body, Judge),
            new RecordReaction(Tally, Notices, options),
            new FactReaction(Facts, Tally, Notices, options),
            new LogReaction(options));
        Steps = MakeSteps();
        var reactions = new EngineReactions(
            InForce,
            Book,
            Resolver,
            Actions,
            new ShadowText(alerts, router, body, options),
            () => Steps,
            new RuleTroubles(InForce, own, Quarantine, Tally, options),
            Kept,
            Notices,
            Tally,
            options);
        Driver = new EngineDriver(engine, Queue, reactions, Log, Notices, Tally, options);
        var groups = new GroupReactions(Groups, Judge, Meant, Silences, new GroupNotification(deliveries, InForce, Tally, options), deliveries, Notices, Tally, options);
        Held = new HeldBack(Silences, Maintenances, Meant, Inhibitors, Notifier, Groups, Notices, Tally, options);
        Inbox = new InboxReactions(
            InForce, Driver, Log, Held, new ByHand(Book, Desk, Resolver, deliveries, InForce, Notices, options), groups,
            new DaemonAlert(InForce, own, Book, Desk, Resolver, Tally, options), () => Steps, Notices, Tally);
        Inputs = new InputReactions(Driver, Book, Resolver, States, new UnverifiedAlerts(Book, Desk), Facts, Views, Journal, () => Steps);
        Clock = new PartitionClock(
            Driver, Facts, Silences, Maintenances, Book,
            new AlertClock(Book, Desk, Resolver, Notifier, new AlertResender(Desk, Judge, deliveries, InForce, Tally, options)), Notifier, Groups, groups, () => Steps);
    }

    public PartitionOptions Options { get; }

    public RulesInForce InForce { get; }

    public PartitionTally Tally { get; }

    /// <summary>Goes on over reloads, as the other does.</summary>
    public StepTally StepTally { get; } = new();

    public Notices Notices { get; }

    public PartitionJournal Journal { get; }

    public KeptEvents Kept { get; }

    public PartitionLog Log { get; }

    public HoldList<Silence> Silences { get; }

    public HoldList<Maintenance> Maintenances { get; }

    public InhibitorBook Inhibitors { get; }

    public MeantAlerts Meant { get; }

    public HoldJudge Judge { get; }

    public EngineQueue Queue { get; }

    public VmViews Views { get; }

    public FactBook Facts { get; }

    public AlertBook Book { get; }

    public AlertDesk Desk { get; }

    public AlertNotifier Notifier { get; }

    public AlertResolver Resolver { get; }

    public GroupBook Groups { get; }

    public StateResolution States { get; }

    public RuleQuarantine Quarantine { get; }

    public GoneAlerts Gone { get; }

    public ActionRunner Actions { get; }

    public IStepRuns Steps { get; private set; }

    public EngineDriver Driver { get; }

    public HeldBack Held { get; }

    public InboxReactions Inbox { get; }

    public InputReactions Inputs { get; }

    public PartitionClock Clock { get; }

    /// <summary>Goes on under other rules: the engine has the old one's state already.</summary>
    public void Change(PartitionRules rules, IRuleEngine engine)
    {
        InForce.Change(rules);
        Driver.Engine = engine;
        Quarantine.Change(rules.Rules);
        var rows = Steps.Rows.ToArray();
        Steps = MakeSteps();
        Steps.Restore(rows);
    }

    private StepRuns MakeSteps() => new(
        InForce.Rules,
        InForce.Settings.Budgets,
        new StepServices(Actions.Run, (command, _) => Queue.Add(command), Judge.OfCommand, Tally, Options),
        StepTally);
}
