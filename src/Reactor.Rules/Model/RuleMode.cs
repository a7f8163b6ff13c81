namespace Reactor.Rules.Model;

/// <summary>Whether a rule acts.</summary>
public enum RuleMode
{
    /// <summary>It is evaluated and acts. The default.</summary>
    Live,

    /// <summary>It is loaded and checked, never evaluated.</summary>
    Disabled,
}
