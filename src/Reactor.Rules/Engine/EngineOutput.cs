namespace Reactor.Rules.Engine;

/// <summary>What an engine makes of one input. Reused between inputs. Resolutions come before firings: what one event ends, it may open again.</summary>
public sealed class EngineOutput
{
    /// <summary>Alerts that the event ends.</summary>
    public List<Resolution> Resolutions { get; } = [];

    /// <summary>Rules that matched, in the order of the files; those held back by their limit too.</summary>
    public List<Firing> Firings { get; } = [];

    /// <summary>How many rules matched.</summary>
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
        Matched = 0;
        TouchedRules.Clear();
        Errors.Clear();
    }
}
