using Reactor.Actors.Status;
using Reactor.Queries;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Operating;

/// <summary>What there is that a silence or a maintenance may name. A misspelled one would hold nothing, and nobody would notice.</summary>
internal sealed class KnownThings(RuntimeStatus status, RuleSet rules)
{
    /// <exception cref="QueryRefusedException">There is no such thing; the message names the nearest that there is.</exception>
    public void Check(HoldRequest request)
    {
        if (request.IsUnchecked)
        {
            return;
        }
        foreach (var (name, value) in request.Named)
        {
            var (what, known) = Of(name);
            if (value.Length > 0 && known is not null && !known.Contains(value, StringComparer.Ordinal))
            {
                throw new QueryRefusedException($"there is no {what} {value}: {Nearest.Suggest(value, known) ?? $"{(known.Count == 0 ? "there is none at all" : $"there are {string.Join(", ", known.Take(10))}{(known.Count > 10 ? ", ..." : "")}")}"}. One that is to come is named with --unchecked");
            }
            if (what == "label" && !Labels.Contains(name))
            {
                throw new QueryRefusedException($"no rule's alerts have a label {name}: {Nearest.Suggest(name, AlertLabels.OwnNames.Concat(Labels)) ?? $"there are {string.Join(", ", AlertLabels.OwnNames.Concat(Labels).Take(20))}"}. One that is to come is named with --unchecked");
            }
        }
    }

    private List<string> Labels => [.. rules.Rules.SelectMany(AlertLabels.NamesOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private (string What, List<string>? Known) Of(string name) => name switch
    {
        "vm" => ("VM", [.. status.Vms.Select(vm => vm.Name).Concat(status.Vms.Select(vm => vm.Id).OfType<string>()).Distinct(StringComparer.Ordinal)]),
        "host" => ("host", [.. status.Vms.Select(vm => vm.Host).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]),
        "rule" => ("rule", [.. rules.Rules.Select(rule => rule.Name)]),
        "severity" => ("severity", [.. SeverityWords.All]),
        "alert" => ("alert", null),
        _ when name.StartsWith("label.", StringComparison.Ordinal) => ("label of that kind", null),
        _ => ("label", null),
    };
}
