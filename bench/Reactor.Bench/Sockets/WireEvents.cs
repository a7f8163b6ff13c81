using System.Text;
using Reactor.Bench.Engine;
using Reactor.Reactions.Recovery;

namespace Reactor.Bench.Sockets;

/// <summary>What monitors say and what rules look for in it: events of names that the smallest set of rules names already, none of which matches.</summary>
internal static class WireEvents
{
    /// <summary>Rules of the smallest set.</summary>
    public const int FewestRules = 10;

    // None that bears a VM's state: what such an event changes is written down, rules or not.
    private static readonly Qmp.EventSchema[] s_schemas = [.. ManyRules.Named.Take(FewestRules).Where(e => !LastKnown.IsChangedBy(e.Name))];

    /// <summary>How many names there are.</summary>
    public static int Names => s_schemas.Length;

    /// <summary>Events as QEMU writes them, a line each.</summary>
    public static string[] Lines() =>
    [
        .. s_schemas.SelectMany(ManyEvents.Of).Select((seen, i) =>
            $$"""{"timestamp": {"seconds": 1772445600, "microseconds": {{100_000 + i}}}, "event": "{{seen.Event.Name}}", "data": {{Encoding.UTF8.GetString(seen.Event.Data.Span)}}}"""),
    ];
}
