using System.Collections.Immutable;
using Reactor.Cel;

namespace Reactor.Rules.Model;

/// <summary>Which events are meant: <c>{event, if}</c>.</summary>
public record Clause
{
    /// <summary>Names and globs; any of them. At least one.</summary>
    public required ImmutableArray<EventPattern> Events { get; init; }

    /// <summary>Must be true, when evaluated for the event; null where any event of that name will do.</summary>
    public CelProgram? If { get; init; }

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

/// <summary>A rule's <c>when</c>: the events it looks for, and its key.</summary>
public sealed record When : Clause
{
    /// <summary>The key beyond the VM, in order; empty: the VM alone.</summary>
    public ImmutableArray<KeyPart> By { get; init; } = [];
}
