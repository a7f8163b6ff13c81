using System.Collections.Immutable;
using Reactor.Actors.Status;
using Reactor.Actors.Vms;
using Reactor.Qmp;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Tests.Vms;

public sealed class VmRegistryTests
{
    private const string Uuid = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
    private static readonly ImmutableSortedDictionary<string, string> s_none = ImmutableSortedDictionary<string, string>.Empty;

    private readonly HashSet<string> _ended = [];
    private readonly VmRegistry _registry;

    public VmRegistryTests() => _registry = new VmRegistry(_ended.Contains);

    [Fact]
    public void Uuid_that_two_have_belongs_to_the_first_and_freezes_both_until_one_leaves()
    {
        var (first, second) = (Listed("a"), Listed("b"));
        Assert.Equal(Uuid, _registry.Identify(first, Uuid, "1-1").Id);

        var naming = _registry.Identify(second, Uuid, "2-2");

        Assert.Equal(("b", null), (naming.Id, naming.Uuid));
        Assert.Equal(("uuid", Uuid, "a"), (naming.Conflicts[0].Kind, naming.Conflicts[0].Value, naming.Conflicts[0].Other));
        Assert.Contains(Uuid, _registry.WhyFrozen(first.Key), StringComparison.Ordinal);
        Assert.Equal(_registry.WhyFrozen(first.Key), _registry.WhyFrozen(second.Key));
        Assert.Null(_registry.WhyFrozen("unix:/run/c.qmp"));
        _registry.Leave(second.Key);
        Assert.Null(_registry.WhyFrozen(first.Key));
    }

    [Fact]
    public void Second_monitor_of_a_process_stands_by_until_the_first_is_gone()
    {
        var (first, second) = (Listed("a"), Listed("b"));
        _registry.Identify(first, Uuid, "1-1");

        Assert.Contains(first.Key, _registry.Identify(second, Uuid, "1-1").Standby, StringComparison.Ordinal);
        Assert.Null(_registry.Identify(Listed("c"), "00000000-0000-0000-0000-000000000001", "1-1").Standby);
        _registry.Leave(first.Key);

        Assert.Equal((Uuid, null), (_registry.Identify(second, Uuid, "1-1").Id, _registry.Identify(second, Uuid, "1-1").Standby));
        Assert.NotNull(_registry.Identify(first, Uuid, "1-1").Standby);
    }

    [Fact]
    public void Migrated_vm_is_one_vm_that_goes_from_the_one_process_to_the_other()
    {
        var (source, target) = (Listed("a"), Listed("b"));
        Assert.NotNull(_registry.Identify(target, Uuid, "2-2", "inmigrate").Standby);
        Assert.Equal(Uuid, _registry.Identify(source, Uuid, "1-1", "running").Id);

        Assert.NotNull(_registry.Identify(target, Uuid, "2-2", "inmigrate").Standby);
        Assert.Null(_registry.WhyFrozen(source.Key));
        Assert.Equal(source.Key, _registry.HandOver(target, Uuid, "2-2"));

        Assert.Equal(Uuid, _registry.Identify(target, Uuid, "2-2", "running").Id);
        Assert.NotNull(_registry.Identify(source, Uuid, "1-1", "postmigrate").Standby);
        // Both run: that is no migration any more.
        Assert.Equal("uuid", Assert.Single(_registry.Identify(source, Uuid, "1-1", "running").Conflicts).Kind);
    }

    [Fact]
    public void Uuid_is_taken_over_once_the_process_that_had_it_has_ended()
    {
        var (first, second) = (Listed("a"), Listed("b"));
        _registry.Identify(first, Uuid, "1-1");
        _ended.Add("1-1");

        Assert.Equal(Uuid, _registry.Identify(second, Uuid, "2-2").Id);
        Assert.Equal("a", _registry.Identify(first, Uuid, "3-3").Id);
    }

    [Fact]
    public void Uuid_after_a_restart_belongs_to_whom_it_belonged_before_whoever_answers_first()
    {
        var (owner, other) = (Listed("a"), Listed("b"));
        _registry.Remember(owner.Key, Identity(Uuid, "a", Uuid, owner, "1-1"));

        Assert.Equal("b", _registry.Identify(other, Uuid, "2-2").Id);
        Assert.Equal(Uuid, _registry.Identify(owner, Uuid, "1-1").Id);
    }

    [Fact]
    public void Vm_without_uuid_keeps_its_id_under_another_name()
    {
        var vm = Listed("a");
        vm.Remember(Identity(_registry.Identify(vm, null, "1-1").Id, "a", null, vm, "1-1"), VmMemory.None);
        vm.Configured = vm.Configured with { Name = "renamed" };

        var naming = _registry.Identify(vm, null, "1-1");

        Assert.Equal(("a", "renamed"), (naming.Id, naming.Name));
        Assert.Equal("unix:/run/other.qmp", _registry.Identify(Listed("a", "other"), null, "2-2").Id);
    }

    [Fact]
    public void Discovered_vm_goes_by_what_it_calls_itself_then_by_its_file_then_by_its_path()
    {
        _registry.SetListed([Listed("web", "other").Configured]);

        Assert.Equal("own", Name("x", "own"));
        Assert.Equal("y", Name("y", "own"));
        Assert.Equal("z", Name("z", "web"));
        Assert.Equal("v", Name("v", null));
        Assert.Equal("unix:/run/web.qmp", Name("web", "own"));
    }

    [Fact]
    public void Released_vm_leaves_what_it_had_to_others()
    {
        var (first, second) = (Listed("a"), Listed("b"));
        _registry.Identify(first, Uuid, null);
        Assert.Equal("b", _registry.Identify(second, Uuid, null).Id);

        _registry.Release(first.Key);

        Assert.Null(_registry.WhyFrozen(second.Key));
        Assert.Equal(Uuid, _registry.Identify(second, Uuid, null).Id);
    }

    [Fact]
    public void Monitor_that_takes_over_gets_what_the_other_left_once_and_not_what_it_had_itself()
    {
        var (first, second) = (Listed("a"), Listed("b"));
        _registry.Identify(first, Uuid, "1-1");
        var left = Identity(Uuid, "a", Uuid, first, "1-1");
        _registry.Leave(first.Key, left);

        Assert.Null(_registry.Identify(first, Uuid, "1-1").Before);
        _registry.Leave(first.Key, left);
        Assert.Same(left, _registry.Identify(second, Uuid, "1-1").Before);
        Assert.Null(_registry.Identify(second, Uuid, "1-1").Before);
        Assert.True(_registry.IsAnothers(first.Key, Uuid));
        Assert.False(_registry.IsAnothers(second.Key, Uuid));
    }

    [Fact]
    public void Process_has_ended_and_its_end_is_still_being_told_the_next_one_elsewhere_stands_by_until_it_is()
    {
        var (first, second) = (Listed("a"), Listed("b"));
        _registry.Identify(first, Uuid, "1-1");
        _registry.BeginLeaving(first.Key);
        _ended.Add("1-1");

        Assert.NotNull(_registry.Identify(second, Uuid, "2-2").Standby);
        var left = Identity(Uuid, "a", Uuid, first, "1-1");
        _registry.Leave(first.Key, left);

        var naming = _registry.Identify(second, Uuid, "2-2");
        Assert.Equal((Uuid, null), (naming.Id, naming.Standby));
        Assert.Same(left, naming.Before);
    }

    [Fact]
    public void Monitor_is_not_watched_any_more_another_of_its_process_is_heard()
    {
        var (first, second) = (Listed("a"), Listed("b"));
        _registry.Identify(first, Uuid, "1-1");
        _registry.Release(first.Key);

        Assert.Null(_registry.Identify(second, Uuid, "1-1").Standby);
    }

    [Fact]
    public void Contested_uuid_is_won_once_the_process_that_had_it_has_ended()
    {
        var (first, second) = (Listed("a"), Listed("b"));
        _registry.Identify(first, Uuid, "1-1");
        _registry.Identify(second, Uuid, "2-2");
        Assert.False(_registry.HasWon(first.Key) || _registry.HasWon(second.Key));

        _ended.Add("1-1");

        Assert.True(_registry.HasWon(second.Key));
        Assert.False(_registry.HasWon(first.Key));
    }

    private static WatchedVm Listed(string name, string? file = null) =>
        new(new MonitoredVm(name, new UnixQmpAddress($"/run/{file ?? name}.qmp"), "h1", s_none, s_none), null);

    private static VmIdentity Identity(string id, string name, string? uuid, WatchedVm vm, string incarnation) =>
        new(new VmView { Id = id, Name = name, Uuid = uuid, Host = "h1" }, vm.Configured.Address.ToString(), incarnation, "7.2.22");

    private string Name(string file, string? own)
    {
        var vm = new MonitoredVm(file, new UnixQmpAddress($"/run/{file}.qmp"), "h1", s_none, s_none) { Source = VmSource.Discovered };
        return _registry.Identify(new WatchedVm(vm, null) { OwnName = own }, null, file + "-1").Name;
    }
}
