using System.Collections.Immutable;
using Reactor.Cel;

namespace Reactor.Rules.Model;

/// <summary>Which events are meant, and the key they have: <c>{event, if, by}</c>.</summary>
public sealed record Clause
{
    /// <summary>Names and globs; any of them. At least one.</summary>
    public required ImmutableArray<EventPattern> Events { get; init; }

    /// <summary>Must be true, when evaluated for the event; null where any event of that name will do.</summary>
    public CelProgram? If { get; init; }

    /// <summary>
    /// The key beyond the VM, in order; empty: the VM alone. In a clause without <c>by</c> that of its <c>when</c>, compiled for this clause's
    /// events. All clauses of a pattern have as many parts. Empty in <c>resolved_by</c>.
    /// </summary>
    public ImmutableArray<KeyPart> By { get; init; } = [];

    /// <summary>Whether an event of this name is meant, whatever <see cref="If"/> says.</summary>
    /// <param name="eventName">The event's name.</param>
    public bool Matches(string eventName)
    {
        foreach (var pattern in Events)
        {
            if (pattern.Matches(eventName))
                return true;
        }

        return false;
    }
}
