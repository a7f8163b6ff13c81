using Reactor.Rules.Engine;

namespace Reactor.Reactions.Identities;

/// <summary>The name of one opening of an alert, and that of the alert over all its openings.</summary>
public static class AlertUid
{
    /// <summary><c>a_</c> and 26 characters.</summary>
    /// <param name="rule">The rule's name.</param>
    /// <param name="id">The alert's id within the rule.</param>
    /// <param name="key">The key as JSON.</param>
    /// <param name="firingId">The firing that opened it.</param>
    public static string Create(string rule, string id, string key, string firingId) =>
        StableId.Of("a_", rule, id, key, firingId);

    /// <summary><c>s_</c> and 26 characters.</summary>
    /// <param name="rule">The rule's name.</param>
    /// <param name="id">The alert's id within the rule.</param>
    /// <param name="key">The key as JSON.</param>
    public static string OfAll(string rule, string id, string key) => StableId.Of("s_", rule, id, key);
}
