using System.Text.Json.Nodes;
using Reactor.Actors.Status;
using Reactor.Output;

namespace Reactor.Queries;

/// <summary>Which of the rules are asked for, by name, a page at a time. No two have one name.</summary>
internal static class RuleSelection
{
    /// <summary>What became of them, as rows.</summary>
    public static IEnumerable<JsonObject> Of(IEnumerable<RuleStatus> rules, QueryArguments arguments) => Page(rules, rule => rule.Name, arguments).Select(rule => JsonLines.Row(rule));

    /// <summary>Those that are meant.</summary>
    public static IEnumerable<T> Page<T>(IEnumerable<T> rules, Func<T, string> name, QueryArguments arguments) => rules
        .Where(rule => AllQueries.Named(arguments.Text("rule"), name(rule), null) && (arguments.Text("after") is not { } after || string.CompareOrdinal(name(rule), after) > 0))
        .OrderBy(name, StringComparer.Ordinal).Take(arguments.Limit);
}
