using System.Collections.Immutable;
using Reactor.Cel;

namespace Reactor.Rules.Model;

/// <summary>A rule, checked and compiled. Immutable.</summary>
public sealed record Rule
{
    // Held with its owner: `with` copies fields, and a copy may mean something else.
    private Tuple<Rule, string>? _fingerprint;

    /// <summary>Unique over all files.</summary>
    public required string Name { get; init; }

    /// <summary>For people; may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>How bad what it reports is.</summary>
    public Severity Severity { get; init; } = Severity.Warning;

    /// <summary>Labels that its alerts carry; <c>rule.labels</c> in expressions.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Whether it acts.</summary>
    public RuleMode Mode { get; init; } = RuleMode.Live;

    /// <summary>Whose events it sees together.</summary>
    public RuleScope Scope { get; init; } = RuleScope.Vm;

    /// <summary>What it looks for.</summary>
    public required When When { get; init; }

    /// <summary>Any of them true for an event: the event opens nothing (it may still close an absence or end an alert).</summary>
    public ImmutableArray<CelProgram> Except { get; init; } = [];

    /// <summary>How often it acts; null: on every match.</summary>
    public Limit? Limit { get; init; }

    /// <summary>Names of weekly windows in which its notifications and commands are held.</summary>
    public ImmutableArray<string> MutedIn { get; init; } = [];

    /// <summary>Whose alerts its alerts hold; null: nobody's.</summary>
    public Inhibition? Inhibits { get; init; }

    /// <summary>Whether opening clauses ignore events that this rule's own command caused. Default: yes.</summary>
    public bool IgnoresOwnEffects { get; init; } = true;

    /// <summary>Whether it may name events and fields that the catalogue doesn't know.</summary>
    public bool IsUnchecked { get; init; }

    /// <summary>Whether its commands may be destructive (<c>allow: destructive</c>).</summary>
    public bool AllowsDestructive { get; init; }

    /// <summary>What its steps do while an earlier run of the same key goes on.</summary>
    public Overlap Overlap { get; init; } = Overlap.QueueLatest;

    /// <summary>What it does, in order.</summary>
    public required ImmutableArray<RuleAction> Then { get; init; }

    /// <summary>All that it may do: what stands in <see cref="Then"/>, each followed by what follows its failure.</summary>
    public IEnumerable<RuleAction> AllActions => WithFailures(Then);

    /// <summary>
    /// Hash of the rule's name and meaning, 26 characters: a rule keeps its state over a reload or a restart exactly when this stays the
    /// same. Description, mode, formatting, contents of lists, and labels that no expression can read don't count.
    /// </summary>
    public string Fingerprint
    {
        get
        {
            var known = _fingerprint;
            if (known is null || !ReferenceEquals(known.Item1, this))
                _fingerprint = known = Tuple.Create(this, RuleMeaning.Fingerprint(this));
            return known.Item2;
        }
    }

    /// <summary>Rules are told apart by fingerprint, description, labels and mode.</summary>
    /// <param name="other">The other.</param>
    public bool Equals(Rule? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Fingerprint == other.Fingerprint && Description == other.Description && Mode == other.Mode
            && Labels.SequenceEqual(other.Labels));

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Fingerprint);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static IEnumerable<RuleAction> WithFailures(ImmutableArray<RuleAction> actions) => actions.SelectMany(action => WithFailures(action.OnFailure).Prepend(action));
}
