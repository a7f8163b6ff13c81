using System.Collections.Immutable;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Settings;
using Reactor.Rules.Model;

namespace Reactor.Rules.Loading.Checks;

/// <summary>Finds names in <c>group_by</c> that no alert has: all alerts would be one group by them.</summary>
internal static class RouteChecks
{
    public static void Report(ImmutableArray<RouteSyntax> routes, ImmutableArray<Rule> rules, DiagnosticBag diagnostics)
    {
        var known = AlertLabels.OwnNames.Concat(rules.SelectMany(rule => AlertLabels.NamesOf(rule))).ToHashSet(StringComparer.Ordinal);
        foreach (var name in routes.SelectMany(route => route.GroupBy ?? []))
        {
            if (!known.Contains(name.Value))
            {
                diagnostics.Warn(
                    name.Place,
                    DiagnosticCodes.BadValue,
                    $"no rule's alerts have a label `{name.Value}`: by it, all of them are alike",
                    Nearest.Suggest(name.Value, known.Order(StringComparer.Ordinal)) ?? $"alerts are grouped by {string.Join(", ", AlertLabels.OwnNames)}, or by their labels");
            }
        }
    }
}
