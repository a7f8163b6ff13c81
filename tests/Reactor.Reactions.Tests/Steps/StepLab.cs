using System.Text;
using Reactor.Cel;
using Reactor.Reactions.Actions;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Steps;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Steps;

/// <summary>Runs of steps with a store and a world played by hand: what is intended is seen, answered, or left under way at a restart.</summary>
internal sealed class StepLab
{
    private readonly Dictionary<string, StateRow> _stored = new(StringComparer.Ordinal);
    private readonly StepBounds _bounds;
    private RuleSet _rules;
    private int _ordinal;

    public StepLab(params Rule[] rules)
        : this(new StepBounds(), rules)
    {
    }

    public StepLab(StepBounds bounds, params Rule[] rules)
    {
        _bounds = bounds;
        _rules = new RuleSet(RuleVocabulary.Empty, rules);
        Runs = Fresh();
    }

    public DateTimeOffset Now { get; set; } = Make.Start;

    public StepRuns Runs { get; private set; }

    /// <summary>All intents, in order.</summary>
    public List<StepRow> Intents { get; } = [];

    /// <summary>Those that have no result yet.</summary>
    public List<StepRow> UnderWay { get; } = [];

    public List<(FiringContext Context, RuleAction Action)> Ran { get; } = [];

    public List<OwnCommand> Own { get; } = [];

    public List<string> Log { get; } = [];

    public List<string> Warnings { get; } = [];

    public IReadOnlyCollection<StateRow> Stored => _stored.Values;

    public Func<Rule, VmView, string?> Held { get; set; } = (_, _) => null;

    public Func<string, BudgetTake?> Budget { get; set; } = name => new BudgetTake(name, "[]", 3, TimeSpan.FromHours(1));

    public StepRow Last => Intents[^1];

    public StepRequest LastRequest => StepRequestJson.Read(Last.Request);

    public Firing Fire(Rule rule, string data = "{}", VmView? vm = null, string? id = null, RuleKey? key = null)
    {
        var seen = Seen("GUEST_PANICKED", data, vm ?? Make.Vm(), id);
        var firing = Firing.Of(rule, key ?? RuleKey.OfVm(seen.Vm.Id), seen, new MatchInfo(1, seen.At, seen.At, 0));
        Do(commit => Runs.Start(new FiringContext(firing, _rules.Vocabulary, Now, commit, new PartitionTally(), new PartitionOptions())));
        return firing;
    }

    public void Answer(StepRow step, StepResult result)
    {
        UnderWay.Remove(step);
        Take(new InboxRow($"r_{step.Id}", 7, InboxKinds.StepResult, StepResultJson.Write(result with { Step = step.Id })));
    }

    /// <summary>The step that was intended last did what it should.</summary>
    public void Ok(params string[] returns) => Answer(Last, Results.Ok(StepRequestJson.Read(Last.Request), returns));

    /// <summary>It did not.</summary>
    public void Failed(string @class = "GenericError", string description = "no") =>
        Answer(Last, Results.Of(StepStatus.Failed, @class, description));

    public void Take(InboxRow row) => Do(commit => Runs.Take(row, Now, commit));

    public void Hear(string name, string data = "{}", VmView? vm = null) =>
        Do(commit => Runs.Hear(Seen(name, data, vm ?? Make.Vm(), null), Now, commit));

    public void Tick(TimeSpan after)
    {
        Now += after;
        Do(commit => Runs.Tick(Now, commit));
    }

    /// <summary>The daemon dies and starts again; what was under way is reported as interrupted, unless it had not been begun.</summary>
    public void Restart(bool wasBegun = true)
    {
        Swap(_rules);
        foreach (var step in UnderWay.ToArray())
        {
            if (wasBegun)
            {
                Answer(step, StepResult.OfInterrupted(step.Id));
            }
        }
    }

    /// <summary>Other rules from the same rows: a reload, or the first half of a restart.</summary>
    public void Swap(params Rule[] rules) => Swap(new RuleSet(RuleVocabulary.Empty, rules));

    /// <summary>The value of an expression as on_failure's n-th action sees it.</summary>
    public CelValue Seen(int ran, string cel) => Make.Cel(cel, ExpressionPlace.StepValue).Evaluate(Ran[ran].Context.Activation);

    public string Arguments(int command = 0) => Encoding.UTF8.GetString(LastRequest.Commands[command].Arguments!.Value.Span);

    private void Swap(RuleSet rules)
    {
        _rules = rules;
        Runs = Fresh();
        Runs.Restore(_stored.Values);
        Do(commit => Runs.Resume(Now, commit));
    }

    private SeenEvent Seen(string name, string data, VmView vm, string? id) => new(
        vm, new VmEvent { Id = id ?? $"h1:7-1/1.1/{++_ordinal}", Name = name, Data = Encoding.UTF8.GetBytes(data), At = Now });

    private StepRuns Fresh()
    {
        var services = new StepServices(
            (context, action) => Ran.Add((context, action)),
            (own, _) => Own.Add(own),
            (rule, vm, _) => Held(rule, vm) is { } why ? new Reactor.Reactions.Holds.Held(why, null) : null,
            new PartitionTally(),
            new PartitionOptions());
        return new StepRuns(_rules, (name, _) => Budget(name), services, new StepTally(), _bounds);
    }

    private void Do(Action<CommitBuilder> what)
    {
        var builder = new CommitBuilder();
        what(builder);
        var commit = builder.Build(7, 1, Now);
        foreach (var row in commit.State)
        {
            if (row.Payload is null)
            {
                _stored.Remove(row.Key);
            }
            else
            {
                _stored[row.Key] = row;
            }
        }

        Intents.AddRange(commit.Steps.Where(step => step.Ended is null));
        UnderWay.AddRange(commit.Steps.Where(step => step.Ended is null));
        Warnings.AddRange(commit.LogLines.Where(line => line.IsWarning).Select(line => line.Message));
        Log.AddRange(commit.LogLines.Select(line => line.Message));
    }
}
