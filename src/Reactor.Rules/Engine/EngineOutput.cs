namespace Reactor.Rules.Engine;

/// <summary>What an engine makes of one input. Reused between inputs. Resolutions come before firings: what one event ends, it may open again.</summary>
public sealed class EngineOutput
{
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

    /// <summary>Fingerprints of the rules whose state in the engine changed: the input must be logged for them.</summary>
    public HashSet<string> TouchedRules { get; } = new(StringComparer.Ordinal);

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
    }
}

/// <summary>The span of a limit ended, and matches had been held back in it.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="LimitKey">The limit's key, as JSON.</param>
/// <param name="Vm">The VM of the match that acted last.</param>
/// <param name="FiringId">The firing that acted last.</param>
/// <param name="Suppressed">How many were held back since. The next firing tells the same number again.</param>
public sealed record LimitEnd(Rules.Model.Rule Rule, string LimitKey, VmView Vm, string FiringId, long Suppressed);
