using System.Collections.Immutable;
using Reactor.Actors.Status;
using Reactor.Rules.Diagnostics;

namespace Reactor.Actors.Operating;

/// <summary>Which VM an operator means.</summary>
/// <param name="Vm">The VM; null where none or several are meant.</param>
/// <param name="IsExact">Whether its name or key was given whole.</param>
/// <param name="Problem">Why it is none; null where it is one.</param>
internal sealed record VmChoice(VmStatus? Vm, bool IsExact, string? Problem)
{
    private const int MostListed = 10;

    /// <summary>Chooses by name or key given whole, else by the only one that begins so.</summary>
    public static VmChoice Of(string wanted, ImmutableArray<VmStatus> vms)
    {
        var exact = vms.Where(vm => vm.Name == wanted || string.Equals(vm.Id, wanted, StringComparison.OrdinalIgnoreCase)).ToList();
        if (exact is [var one])
            return new(one, true, null);
        var meant = exact.Count > 0
            ? exact
            : [.. vms.Where(vm => wanted.Length > 0
                && (vm.Name.StartsWith(wanted, StringComparison.Ordinal) || vm.Id?.StartsWith(wanted, StringComparison.OrdinalIgnoreCase) == true))];
        return meant switch
        {
            [] => new(null, false, $"there is no VM {wanted}: {Nearest.Suggest(wanted, vms.Select(vm => vm.Name)) ?? "'reactor vms' lists them"}"),
            [var only] => new(only, false, null),
            _ => new(null, false, $"{wanted} may be {meant.Count} VMs: {Listed(meant)}. Give one by its whole name or id"),
        };
    }

    private static string Listed(List<VmStatus> vms)
    {
        var more = vms.Count > MostListed ? $" and {vms.Count - MostListed} more" : "";
        return string.Join(", ", vms.Take(MostListed).Select(vm => vm.Id is { } id && id != vm.Name ? $"{vm.Name} ({id})" : vm.Name)) + more;
    }
}
