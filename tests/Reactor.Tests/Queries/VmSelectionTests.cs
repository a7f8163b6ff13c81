using FsCheck.Xunit;
using Reactor.Actors.Status;
using Reactor.Queries;

namespace Reactor.Tests.Queries;

public class VmSelectionTests
{
    [Property]
    public void Pages_have_every_vm_once_also_where_several_go_by_one_name(byte[] names, byte limit)
    {
        var vms = names.Select((name, i) => new VmStatus { Name = $"vm{name % 20}", Address = $"unix:/{i}", Host = "h1", State = VmState.Live, Since = DateTimeOffset.UnixEpoch }).ToList();
        var seen = new List<string>();
        string? after = null;
        while (Page(vms, after, limit % 10 + 1) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(vm => (string)vm["address"]!));
            after = (string)page[^1]["name"]!;
        }

        Assert.Equal(vms.Select(vm => vm.Address).Order(), seen.Order());
    }

    private static List<System.Text.Json.Nodes.JsonObject> Page(List<VmStatus> vms, string? after, int limit)
    {
        var values = new Dictionary<string, string> { ["limit"] = $"{limit}" };
        if (after is not null)
        {
            values["after"] = after;
        }
        return [.. VmSelection.Of(vms, QueryArguments.Create(AllQueries.Vms, values, DateTimeOffset.UnixEpoch).Arguments!)];
    }
}
