using Reactor.Cel;

namespace Reactor.Rules.Model;

/// <summary>One entry of a rule's <c>then</c>.</summary>
public abstract record RuleAction
{
    /// <summary>Where it stands in its rule, such as <c>then[0].webhook</c>. Ids of deliveries are made from it.</summary>
    public required string Path { get; init; }

    /// <summary>Its name; null where none is given.</summary>
    public string? Name { get; init; }

    /// <summary>Must be true, or the action is left out; null: always. Where it fails at run time, notifications are sent all the same.</summary>
    public CelProgram? If { get; init; }

    /// <summary>Its key in the rule file, such as <c>alert</c>.</summary>
    public abstract string Kind { get; }
}
