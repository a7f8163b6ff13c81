using System.Collections.Immutable;
using Reactor.Actors.Status;
using Reactor.Queries;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Operating;

/// <summary>What there is that a silence or a maintenance may name. A misspelled one would hold nothing, and nobody would notice.</summary>
internal sealed class KnownThings(RuntimeStatus status, RuleSet rules)
{
    private const string VmLabel = "label.";

    // Reactor's own alerts are no rule's.
    private const string OwnAlert = "reactor.";

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
                throw new QueryRefusedException($"there is no {what} {value}: {Nearest.Suggest(value, known) ?? $"{(known.Count == 0 ? "there is none at all" : $"there are {string.Join(", ", known.Take(10))}{(known.Count > 10 ? ", ..." : "")}")}."} One that is to come is taken with `unchecked`");
            }
            if (what == "label" && !Labels.Contains(name))
            {
                throw new QueryRefusedException($"no rule's alerts have a label {name}: {Nearest.Suggest(name, AlertLabels.OwnNames.Concat(Labels)) ?? $"there are {string.Join(", ", AlertLabels.OwnNames.Concat(Labels).Take(20))}."} One that is to come is taken with `unchecked`");
            }
        }
    }

    /// <summary>
    /// What is named and isn't there, but may come by itself (a label of a VM that is found later, an alert of a rule that is reloaded): it is done all the
    /// same, and told.
    /// </summary>
    public IReadOnlyList<string> Doubts(HoldRequest request) => request.IsUnchecked ? [] : [.. request.Named.Select(named => request.IsSilence ? OfAlert(named) : OfVm(named)).OfType<string>()];

    private string? OfAlert((string Name, string Value) named)
    {
        if (named is not { Name: "alert", Value.Length: > 0 })
        {
            return null;
        }
        var ids = rules.Rules.SelectMany(AlertLabels.AlertsOf).Distinct(StringComparer.Ordinal).ToList();
        return ids.Contains(named.Value) || named.Value.StartsWith(OwnAlert, StringComparison.Ordinal) ? null : $"no rule has an alert {named.Value} now{Hint(named.Value, ids)}";
    }

    private string? OfVm((string Name, string Value) named)
    {
        if (!named.Name.StartsWith(VmLabel, StringComparison.Ordinal))
        {
            return null;
        }
        var name = named.Name[VmLabel.Length..];
        var labels = status.Vms.SelectMany(vm => vm.Labels ?? ImmutableSortedDictionary<string, string>.Empty).ToLookup(label => label.Key, label => label.Value, StringComparer.Ordinal);
        return !labels.Contains(name) ? $"no VM has a label {name} now{Hint(name, labels.Select(label => label.Key))}"
            : named.Value.Length > 0 && !labels[name].Contains(named.Value) ? $"no VM has the label {name}={named.Value} now{Hint(named.Value, labels[name].Distinct(StringComparer.Ordinal))}"
            : null;
    }

    private static string Hint(string word, IEnumerable<string> candidates) => Nearest.Suggest(word, candidates) is { } near ? $": {near}" : "";

    private List<string> Labels => [.. rules.Rules.SelectMany(AlertLabels.NamesOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private (string What, List<string>? Known) Of(string name) => name switch
    {
        "vm" => ("VM", [.. status.Vms.Select(vm => vm.Name).Concat(status.Vms.Select(vm => vm.Id).OfType<string>()).Distinct(StringComparer.Ordinal)]),
        "host" => ("host", [.. status.Vms.Select(vm => vm.Host).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]),
        "rule" => ("rule", [.. rules.Rules.Select(rule => rule.Name)]),
        "severity" => ("severity", [.. SeverityWords.All]),
        "alert" => ("alert", null),
        _ when name.StartsWith(VmLabel, StringComparison.Ordinal) => ("label of that kind", null),
        _ => ("label", null),
    };
}
