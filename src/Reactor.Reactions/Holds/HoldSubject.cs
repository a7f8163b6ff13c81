using System.Collections.Immutable;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Holds;

/// <summary>What matchers look at: a notification or a command, its rule and its VM. What concerns no single VM (an alert of a fleet rule) has an empty one.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Alert">The alert's id; empty for what is no alert.</param>
/// <param name="Severity">Its word.</param>
/// <param name="Labels">Labels of the alert, or of the rule and its key.</param>
/// <param name="Vm">The VM; null for none.</param>
internal sealed record HoldSubject(string Rule, string Alert, string Severity, ImmutableSortedDictionary<string, string> Labels, VmView? Vm)
{
    private const string LabelPrefix = "label.";

    /// <summary>Whether all matchers are met; labels are those of the alert.</summary>
    public bool Meets(ImmutableArray<MatcherTest> matchers) => Meets(matchers, Labels);

    /// <summary>Whether all matchers are met; labels are those of the VM. Never, where it concerns no single VM.</summary>
    public bool VmMeets(ImmutableArray<MatcherTest> matchers) => Vm is not null && Meets(matchers, Vm.Labels);

    private bool Meets(ImmutableArray<MatcherTest> matchers, ImmutableSortedDictionary<string, string> labels)
    {
        foreach (var matcher in matchers)
        {
            if (!(matcher.Name == "vm" ? matcher.IsMet(Vm?.Name ?? "", Vm?.Id ?? "") : matcher.IsMet(Value(matcher.Name, labels))))
            {
                return false;
            }
        }

        return true;
    }

    private string Value(string name, ImmutableSortedDictionary<string, string> labels) => name switch
    {
        "rule" => Rule,
        "alert" => Alert,
        "severity" => Severity,
        "host" => Vm?.Host ?? "",
        _ => labels.GetValueOrDefault(name.StartsWith(LabelPrefix, StringComparison.Ordinal) ? name[LabelPrefix.Length..] : name, ""),
    };
}
