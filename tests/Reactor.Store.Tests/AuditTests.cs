using Reactor.Rules.Configuration;
using Reactor.Store.Reading;

namespace Reactor.Store.Tests;

public sealed class AuditTests : IDisposable
{
    private readonly TempStore _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Row_is_read_as_it_was_written_and_as_it_ended()
    {
        await using var store = await _temp.OpenAsync();
        var row = Row("op_1") with { Uid = 4_294_967_295, Pid = 42, Process = "h1:7-1", Arguments = """{"a":1}""" };

        await store.AddAuditAsync(row);
        Assert.Equal(row, Assert.Single(Read()));
        await store.CompleteAuditAsync("op_1", AuditOutcomes.Failed, "GenericError: no", Some.At(2));

        Assert.Equal(row with { Outcome = AuditOutcomes.Failed, Detail = "GenericError: no", EndedAt = Some.At(2) }, Assert.Single(Read()));
    }

    [Fact]
    public async Task Row_that_ended_is_not_ended_again()
    {
        await using var store = await _temp.OpenAsync();
        await store.AddAuditAsync(Row("op_1"));
        await store.CompleteAuditAsync("op_1", AuditOutcomes.Ok, null, Some.At(2));

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.CompleteAuditAsync("op_1", AuditOutcomes.Failed, null, Some.At(3)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.CompleteAuditAsync("op_2", AuditOutcomes.Ok, null, Some.At(3)));
    }

    [Fact]
    public async Task Row_of_a_daemon_that_was_killed_is_unknown_from_the_next_start_on()
    {
        await using var store = await _temp.OpenAsync();
        await store.AddAuditAsync(Row("op_1"));
        await store.AddAuditAsync(Row("op_2") with { Outcome = AuditOutcomes.Refused, EndedAt = Some.At(1) });

        using var left = _temp.CopyAsAfterCrash();
        await using var next = await left.OpenAsync();
        await next.AddAuditAsync(Row("op_3"));
        Assert.Equal(1, await next.EndInterruptedAuditsAsync(Some.At(5)));

        Assert.Equal(
            [(AuditOutcomes.Sent, false), (AuditOutcomes.Refused, false), (AuditOutcomes.Unknown, true)],
            StoreReader.Open(left.Path).Audit(new AuditFilter()).Select(row => (row.Outcome, row.Detail is not null)));
    }

    [Fact]
    public async Task Rows_are_found_by_vm_command_outcome_and_time()
    {
        await using var store = await _temp.OpenAsync();
        await store.AddAuditAsync(Row("op_1"));
        await store.AddAuditAsync(Row("op_2") with { Vm = "db1", Command = "quit", At = Some.At(9) });
        await store.AddAuditAsync(Row("op_3") with { Outcome = AuditOutcomes.Refused, EndedAt = Some.At(1) });

        Assert.Equal(["op_2"], Read(new AuditFilter { Vm = "db*" }).Select(row => row.Id));
        Assert.Equal(["op_2"], Read(new AuditFilter { Command = "q*" }).Select(row => row.Id));
        Assert.Equal(["op_3"], Read(new AuditFilter { Outcome = AuditOutcomes.Refused }).Select(row => row.Id));
        Assert.Equal(["op_2"], Read(new AuditFilter { Since = Some.At(5) }).Select(row => row.Id));
        Assert.Equal(["op_3", "op_2", "op_1"], Read().Select(row => row.Id));
    }

    [Fact]
    public async Task Prune_removes_old_rows_and_those_beyond_the_most_but_never_one_that_is_under_way()
    {
        await using var store = await _temp.OpenAsync();
        await store.AddAuditAsync(Row("op_open") with { At = Some.At(0) });
        foreach (var n in Enumerable.Range(1, 9))
            await store.AddAuditAsync(Row($"op_{n}") with { At = Some.At(n), Outcome = AuditOutcomes.Refused, EndedAt = Some.At(n) });

        await store.PruneAsync(Some.At(103), new RetentionConfiguration { Audit = TimeSpan.FromSeconds(100), AuditRows = 4 }, CancellationToken.None);

        Assert.Equal(["op_9", "op_8", "op_7", "op_6", "op_open"], Read().Select(row => row.Id));
    }

    private IReadOnlyList<AuditRow> Read(AuditFilter? filter = null) => StoreReader.Open(_temp.Path).Audit(filter ?? new AuditFilter());

    private static AuditRow Row(string id) => new()
    {
        Id = id, At = Some.At(1), VmId = "id-web1", Vm = "web1", Command = "stop", Risk = "reversible", Outcome = AuditOutcomes.Sent,
    };
}
