using System.Collections.Immutable;
using System.Text;
using Reactor.Reactions.Commits;
using Reactor.Store.Reading;

namespace Reactor.Store.Tests;

public sealed class PartitionStateTests : IDisposable
{
    private readonly TempStore _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task State_rows_stand_as_the_last_commit_left_them()
    {
        await using (var store = await _temp.OpenAsync())
        {
            await store.AppendAsync([Some.Empty(3, 1) with { State = [State("fact", "a", "1"), State("fact", "b", "2"), State("run", "a", "3")] }]);
            await store.AppendAsync([Some.Empty(4, 1) with { State = [State("fact", "a", "other partition")] }]);
            await store.AppendAsync([Some.Empty(3, 2) with { State = [State("fact", "b", "changed"), State("run", "a", null)] }]);
        }

        await using var again = await _temp.OpenAsync();
        Assert.Equal(["fact a 1", "fact b changed"], (await again.RecoverAsync(3)).State.Select(Text));
        Assert.Equal(["fact a other partition"], (await again.RecoverAsync(4)).State.Select(Text));
    }

    [Fact]
    public async Task Alert_keeps_what_it_waits_for_and_its_extra()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Empty(3, 1) with { Alerts = [Some.Alert("a_1") with { Held = "silenced", Extra = Some.Bytes("{\"v\":1}") }] }]);
        var open = Assert.Single((await store.RecoverAsync(3)).OpenAlerts);
        Assert.Equal(("silenced", "{\"v\":1}"), (open.Held, Encoding.UTF8.GetString(open.Extra!.Value.Span)));

        await store.AppendAsync([Some.Empty(3, 2) with { Alerts = [open with { Held = null, Extra = null }] }]);

        open = Assert.Single((await store.RecoverAsync(3)).OpenAlerts);
        Assert.Null(open.Held);
        Assert.Null(open.Extra);
    }

    [Fact]
    public async Task Ended_alert_that_its_group_had_not_told_of_has_no_targets()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Empty(3, 1) with { Alerts = [Some.Alert("a_1", AlertState.Resolved), Some.Alert("a_2")] }]);

        await store.AppendAsync([Some.Empty(64, 1) with { Untold = [new UntoldAlert("a_1", ["pager"]), new UntoldAlert("a_2", [])] }]);

        var alerts = StoreReader.Open(_temp.Path).Alerts(new AlertFilter()).ToDictionary(alert => alert.Uid);
        Assert.Equal(("group", "pager"), (alerts["a_1"].Held, Assert.Single(alerts["a_1"].Targets)));
        Assert.Equal((null, 2), (alerts["a_2"].Held, alerts["a_2"].Targets.Length));
    }

    [Fact]
    public async Task Firing_in_shadow_keeps_what_it_would_have_done()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Empty(3, 1) with { Firings = [Some.Firing("f_1") with { Shadow = Some.Bytes("""{"sends":["ü"]}""") }, Some.Firing("f_2")] }]);

        Assert.Equal([null, """{"sends":["ü"]}"""], StoreReader.Open(_temp.Path).Firings(new FiringFilter()).Select(f => f.Shadow));
    }

    [Fact]
    public async Task Saved_configuration_comes_back_as_it_was_and_is_replaced_whole()
    {
        var first = new SavedConfiguration("fp1", Some.At(1), "/etc/r/reactor.yaml", Map(("/etc/r/reactor.yaml", "version: 1\n\0ü"), ("/etc/r/rules/a.yaml", "")), Patterns("/etc/r/rules/*.yaml"));
        var second = first with { Fingerprint = "fp2", At = Some.At(2), Files = Map(("/etc/r/reactor.yaml", "version: 1")) };
        await using (var store = await _temp.OpenAsync())
        {
            Assert.Null(await store.SavedConfigurationAsync());
            await store.SaveConfigurationAsync(first);
            AssertSame(first, await store.SavedConfigurationAsync());
            await store.SaveConfigurationAsync(second);
        }

        await using var again = await _temp.OpenAsync();
        AssertSame(second, await again.SavedConfigurationAsync());
    }

    [Fact]
    public async Task Last_known_vms_are_read()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Empty(3, 1) with { Vms = [Some.Vm("web1"), Some.Vm("db1", status: null)] }]);

        Assert.Equal([Some.Vm("db1", status: null), Some.Vm("web1")], (await store.VmsAsync()).OrderBy(vm => vm.Name, StringComparer.Ordinal));
    }

    private static void AssertSame(SavedConfiguration expected, SavedConfiguration? found)
    {
        Assert.NotNull(found);
        Assert.Equal((expected.Fingerprint, expected.At, expected.Main), (found.Fingerprint, found.At, found.Main));
        Assert.Equal(expected.Files, found.Files);
        Assert.Equal(expected.Patterns.Select(p => $"{p.Key}: {string.Join(',', p.Value)}"), found.Patterns.Select(p => $"{p.Key}: {string.Join(',', p.Value)}"));
    }

    private static ImmutableSortedDictionary<string, string> Map(params (string Path, string Text)[] files) =>
        files.ToImmutableSortedDictionary(f => f.Path, f => f.Text, StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, ImmutableArray<string>> Patterns(string pattern) =>
        ImmutableSortedDictionary.Create<string, ImmutableArray<string>>(StringComparer.Ordinal).Add(pattern, ["/etc/r/rules/a.yaml"]).Add("none", []);

    private static StateRow State(string kind, string key, string? payload) => new(kind, key, payload is null ? default(ReadOnlyMemory<byte>?) : Some.Bytes(payload));

    private static string Text(StateRow row) => $"{row.Kind} {row.Key} {Encoding.UTF8.GetString(row.Payload!.Value.Span)}";
}
