using Reactor.Rules.Engine.Keys;
using Reactor.Rules.Engine.Patterns;

namespace Reactor.Rules.Engine;

/// <summary>One input on its way through the engine.</summary>
internal sealed class EngineRun(Completion completion, VmKeyCache vmKeys)
{
    private readonly RuleCounters _unseen = new();

    /// <summary>The time, in ticks.</summary>
    public long Now { get; private set; }

    public EngineOutput Output { get; private set; } = new();

    /// <summary>The rules that it is folded into; null: it is new, and for all.</summary>
    public IReadOnlySet<string>? Only { get; private set; }

    /// <summary>Deadlines that were over while their VM wasn't heard, and are ended by this input.</summary>
    public List<Deadline> Overdue { get; } = [];

    public void Start(DateTimeOffset at, EngineOutput output, IReadOnlySet<string>? only)
    {
        Now = at.UtcTicks;
        Output = output;
        Only = only;
        Overdue.Clear();
        output.Clear();
    }

    public bool IsFor(RuleState rule) =>
        rule.Plan.IsLive && !rule.Counters.IsQuarantined && (Only is null || Only.Contains(rule.Fingerprint));

    /// <summary>Where to count: what is folded was counted before.</summary>
    public RuleCounters CountersOf(RuleState rule) => Only is null ? rule.Counters : _unseen;

    /// <summary>The rule's state changed.</summary>
    public void Touch(RuleState rule) => Output.TouchedRules.Add(rule.Fingerprint);

    /// <summary>What belongs to no rule changed.</summary>
    public void TouchEngine() => Output.TouchedRules.Add(EngineOutput.OfNoRule);

    public void Error(RuleState rule, RuleErrorKind kind, string message, VmView? vm, RuleKey? key = null) =>
        Output.Errors.Add(new(rule.Rule, kind, message, vm, key));

    /// <summary>The key that is a VM alone.</summary>
    public RuleKey VmKey(string vmId) => vmKeys.Of(vmId);

    /// <summary>Whether an <c>except</c> of the rule is true of an event that is not the one at hand.</summary>
    public bool IsExcepted(RuleState rule, SeenEvent seen) => completion.IsExcepted(rule, seen, this);

    /// <summary>The pattern is complete; its state was cleared.</summary>
    public void Complete(RuleState rule, in Match match) => completion.Complete(rule, match, this);

    /// <summary>
    /// Whether what was thrown is a rule's alone. Evaluation reports what fails as values; what is thrown is a defect of ours. Not so a process
    /// out of memory.
    /// </summary>
    public static bool IsDefect(Exception e) => e is not OutOfMemoryException;

    /// <summary>Takes a rule out.</summary>
    public void Quarantine(RuleState rule, Exception e, VmView? vm, RuleKey? key = null)
    {
        // Folding skips the pair: the same input throws again, and is told of, when the rule next sees its like.
        if (Only is not null)
            return;
        rule.Counters.IsQuarantined = true;
        Error(rule, RuleErrorKind.Quarantined, $"{e.GetType().Name}: {e.Message}", vm, key);
    }
}
