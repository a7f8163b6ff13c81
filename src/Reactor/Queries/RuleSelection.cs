using System.Text.Json.Nodes;
using Reactor.Actors.Status;
using Reactor.Output;

namespace Reactor.Queries;

/// <summary>Which of the rules are asked for, by name, a page at a time. No two have one name.</summary>
internal static class RuleSelection
{
    /// <summary>The rows.</summary>
    public static IEnumerable<JsonObject> Of(IEnumerable<RuleStatus> rules, QueryArguments arguments) => rules
        .Where(rule => AllQueries.Named(arguments.Text("rule"), rule.Name, null) && (arguments.Text("after") is not { } after || string.CompareOrdinal(rule.Name, after) > 0))
        .OrderBy(rule => rule.Name, StringComparer.Ordinal).Take(arguments.Limit).Select(rule => JsonLines.Row(rule));
}
