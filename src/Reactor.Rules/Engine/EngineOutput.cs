namespace Reactor.Rules.Engine;

/// <summary>What an engine makes of one input. Reused between inputs. Resolutions come before firings: what one event ends, it may open again.</summary>
public sealed class EngineOutput
{
    /// <summary>Stands among the fingerprints for what the engine holds and no rule does: which VMs can be heard.</summary>
    public const string OfNoRule = "-";

    /// <summary>Alerts that the event ends.</summary>
    public List<Resolution> Resolutions { get; } = [];

    /// <summary>Rules that matched, in the order of the files (deadlines: in the order in which they were due); those held back by their limit too.</summary>
    public List<Firing> Firings { get; } = [];

    /// <summary>What other partitions are to take in, for fleet rules.</summary>
    public List<FleetHit> Forwards { get; } = [];

    /// <summary>Limits whose span ended with matches held back.</summary>
    public List<LimitEnd> LimitEnds { get; } = [];

    /// <summary>How many rules the event was of use to: it filled a clause, was forwarded, or matched.</summary>
    public int Matched { get; set; }

    /// <summary>
    /// Fingerprints of the rules whose state in the engine changed: the input must be logged for them. <see cref="OfNoRule"/> among them: what
    /// belongs to no rule changed.
    /// </summary>
    public HashSet<string> TouchedRules { get; } = new(StringComparer.Ordinal);

    /// <summary>Why a fleet hit led to nothing, for people: the rule that it was for is gone or means something else by now. Null otherwise.</summary>
    public string? PassedOver { get; set; }

    /// <summary>What failed on the way.</summary>
    public List<RuleError> Errors { get; } = [];

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        Resolutions.Clear();
        Firings.Clear();
        Forwards.Clear();
        LimitEnds.Clear();
        Matched = 0;
        TouchedRules.Clear();
        Errors.Clear();
        PassedOver = null;
    }
}

/// <summary>The span of a limit ended, and matches had been held back in it.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="LimitKey">The limit's key, as JSON.</param>
/// <param name="Vm">The VM of the match that acted last.</param>
/// <param name="FiringId">The firing that acted last.</param>
/// <param name="Suppressed">How many were held back since. The next firing tells the same number again.</param>
public sealed record LimitEnd(Rules.Model.Rule Rule, string LimitKey, VmView Vm, string FiringId, long Suppressed);
