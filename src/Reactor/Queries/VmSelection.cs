using System.Text.Json;
using System.Text.Json.Nodes;
using Reactor.Actors.Status;
using Reactor.Output;

namespace Reactor.Queries;

/// <summary>Which of the VMs are asked for, by name, a page at a time.</summary>
internal static class VmSelection
{
    /// <summary>Words of <see cref="VmState"/>.</summary>
    public static IReadOnlyList<string> States { get; } = [.. Enum.GetValues<VmState>().Select(Word)];

    /// <summary>The word of one.</summary>
    public static string Word(VmState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());

    /// <summary>What is wrong with a label that is asked for.</summary>
    public static string? CheckLabel(string text) => text.IndexOf('=', StringComparison.Ordinal) > 0 ? null : $"'{text}' is not NAME=VALUE";

    /// <summary>The rows.</summary>
    public static IEnumerable<JsonObject> Of(IEnumerable<VmStatus> vms, QueryArguments arguments) =>
        Page(vms.Where(vm => IsMeant(vm, arguments)).OrderBy(vm => vm.Name, StringComparer.Ordinal), arguments.Limit).Select(vm => JsonLines.Row(vm));

    private static bool IsMeant(VmStatus vm, QueryArguments arguments) =>
        AllQueries.Named(arguments.Text("vm"), vm.Name, vm.Id)
        && (arguments.Text("state") is not { } state || Word(vm.State) == state)
        && (arguments.Text("status") is not { } status || (vm.Status is { } now && AllQueries.Named(status, now, null)))
        && AllQueries.Named(arguments.Text("host"), vm.Host, null)
        && (arguments.Text("label") is not { } label || HasLabel(vm, label))
        && (arguments.Text("after") is not { } after || string.CompareOrdinal(vm.Name, after) > 0);

    private static bool HasLabel(VmStatus vm, string label)
    {
        var at = label.IndexOf('=', StringComparison.Ordinal);
        return vm.Labels?.TryGetValue(label[..at], out var value) == true && AllQueries.Named(label[(at + 1)..], value, null);
    }

    // The next page begins after a name: those of one name must not lie on both sides.
    private static IEnumerable<VmStatus> Page(IEnumerable<VmStatus> vms, int limit)
    {
        VmStatus? last = null;
        foreach (var vm in vms)
        {
            if (limit-- <= 0 && vm.Name != last?.Name)
            {
                yield break;
            }
            last = vm;
            yield return vm;
        }
    }
}
