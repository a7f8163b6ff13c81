using NRules;
using Reactor.Rules.Engine;

namespace Reactor.Rules.NRules.Code;

/// <summary>The facts of one key in a session of NRules.</summary>
internal sealed class CodeSession : ICodeSession
{
    /// <summary>The most that a rule may fire for one input: one that goes round in circles is stopped.</summary>
    public const int MostFired = 10_000;

    private readonly ISession _session;
    private readonly HandedReactions _reactions = new();
    private readonly Dictionary<SeenEvent, QmpEvent> _events = new(ReferenceEqualityComparer.Instance);
    private readonly StateFacts<VmState> _vms;
    private readonly StateFacts<HostState> _hosts;

    public CodeSession(ISessionFactory sessions)
    {
        _session = sessions.CreateSession();
        _session.DependencyResolver = _reactions;
        _session.Events.RuleFiringEvent += (_, _) => _reactions.StartThen();
        _vms = new(_session, view => new VmState(view));
        _hosts = new(_session, view => new HostState(view));
    }

    public void Add(SeenEvent seen) => Run(() =>
    {
        _vms.Add(seen.Vm.Id, seen);
        _hosts.Add(seen.Vm.Host, seen);
        var fact = new QmpEvent(seen);
        _events.Add(seen, fact);
        _session.Insert(fact);
    });

    public void Remove(SeenEvent seen) => Run(() =>
    {
        if (!_events.Remove(seen, out var fact))
            throw new InvalidOperationException("An event that is not held is over.");
        _session.Retract(fact);
        _vms.Remove(seen.Vm.Id, seen);
        _hosts.Remove(seen.Vm.Host, seen);
    });

    public IReadOnlyCollection<CodeMatch> Find()
    {
        Run(() =>
        {
            if (_session.Fire(MostFired) == MostFired)
                throw new InvalidOperationException($"It fired {MostFired} times for one event.");
        });
        return _reactions.Take();
    }

    // What the rule's own code threw is what its author can make use of.
    private static void Run(Action act)
    {
        try
        {
            act();
        }
        catch (RuleExecutionException e) when (e.InnerException is { } thrown)
        {
            throw new InvalidOperationException($"{thrown.GetType().Name}: {thrown.Message}", e);
        }
    }
}
