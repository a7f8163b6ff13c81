using System.Collections.Immutable;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Vms;
using Reactor.Qmp;
using Reactor.Reactions.Commits;
using Reactor.Rules.Configuration;

namespace Reactor.Actors.Tests.Vms;

public sealed class KnownVmsTests
{
    private static readonly ImmutableSortedDictionary<string, string> s_none = ImmutableSortedDictionary<string, string>.Empty;

    [Fact]
    public void Vms_that_swap_their_names_stay_who_they_are()
    {
        var known = new KnownVms([Row("id-a", "a", "/1"), Row("id-b", "b", "/2")], Plan(("b", "/1"), ("a", "/2")));

        Assert.Equal(("id-a", "b"), (known.Find("unix:/1")!.View.Id, known.Find("unix:/1")!.View.Name));
        Assert.Equal(("id-b", "a"), (known.Find("unix:/2")!.View.Id, known.Find("unix:/2")!.View.Name));
        Assert.Empty(known.Gone);
    }

    [Fact]
    public void Vm_with_another_monitor_is_known_by_its_name()
    {
        var known = new KnownVms([Row("id-a", "a", "/1")], Plan(("a", "/3")));

        Assert.Equal("id-a", known.Find("unix:/3")!.View.Id);
        Assert.Empty(known.Gone);
    }

    [Fact]
    public void Row_is_one_vms_alone()
    {
        var known = new KnownVms([Row("id-a", "a", "/1")], Plan(("b", "/1"), ("a", "/3")));

        Assert.Equal("id-a", known.Find("unix:/1")!.View.Id);
        Assert.Null(known.Find("unix:/3"));
    }

    [Fact]
    public void Newest_of_an_address_is_known_and_the_others_are_gone()
    {
        var known = new KnownVms([Row("old", "a", "/1"), Row("new", "a", "/1") with { SeenAt = Samples.At }], Plan(("a", "/1")));

        Assert.Equal("new", known.Find("unix:/1")!.View.Id);
        Assert.Equal(["old"], known.Gone.Select(gone => gone.View.Id));
    }

    [Fact]
    public void Vm_that_was_found_is_waited_for_where_it_would_be_found_again()
    {
        var plan = FleetPlan.From(Samples.Configuration with { Discover = [new DiscoverConfiguration("/run/*.qmp", s_none, TimeSpan.FromMinutes(1))] });
        var known = new KnownVms([Row("id-a", "own", "/run/a.qmp"), Row("id-b", "b", "/elsewhere/b.qmp")], plan);

        Assert.Equal("unix:/run/a.qmp", Assert.Single(known.Found).Key);
        Assert.Equal("own", known.Find("unix:/run/a.qmp")!.View.Name);
        Assert.Equal(["id-b"], known.Gone.Select(gone => gone.View.Id));
    }

    private static FleetPlan Plan(params (string Name, string Path)[] vms) =>
        FleetPlan.Of([.. vms.Select(vm => new MonitoredVm(vm.Name, new UnixQmpAddress(vm.Path), "h1", s_none, s_none))]);

    private static VmStateRow Row(string id, string name, string path) => new(id, name, null, "h1", "unix:" + path, "1-1", "7.2.22", "running", default);
}
