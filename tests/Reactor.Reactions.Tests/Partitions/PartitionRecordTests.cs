using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;

namespace Reactor.Reactions.Tests.Partitions;

public class PartitionRecordTests
{
    [Fact]
    public void Apply_record_keeps_types_and_order_of_its_fields()
    {
        var record = Make.Record(
            "sessions",
            ["id", "channel"],
            ("id", "data.id"),
            ("channel", "data.channel"),
            ("host", "data.client.host"),
            ("tls", "data.tls"),
            ("raw", "data.client"));
        var commit = Make.Core(Make.Rule("r", Make.When("STOP"), record)).Apply(
            [Make.Event("STOP", """{"id":-5,"channel":18446744073709551615,"tls":false,"client":{"host":"a\"b","n":[1,null]}}""")], Make.Start);
        var row = Assert.Single(commit.Records);
        Assert.Equal(("sessions", "[\"id-vm1\",-5,18446744073709551615]", "id-vm1", "7-1/1.1/1"), (row.Table, row.Key, row.VmId, row.EventId));
        Assert.Equal("""{"id":-5,"channel":18446744073709551615,"host":"a\"b","tls":false,"raw":{"host":"a\"b","n":[1,null]}}""", row.Fields);
        Assert.Equal(Assert.Single(commit.Firings).Id, row.FiringId);
    }

    [Fact]
    public void Apply_field_that_fails_is_null_and_counted()
    {
        var core = Make.Core(Make.Rule("r", Make.When("STOP"), Make.Record("t", [], ("a", "data.absent"), ("b", "1"))));
        Assert.Equal("""{"a":null,"b":1}""", Assert.Single(core.Apply([Make.Event("STOP")], Make.Start).Records).Fields);
        Assert.Equal(1, core.Counters.EvaluationErrors["r"]);
    }

    [Fact]
    public void Apply_key_that_fails_appends_a_row_and_updates_none()
    {
        var core = Make.Core(Make.Rule("r", Make.When("STOP"), Make.Record("t", ["a"], ("a", "data.absent"))));
        Assert.Null(Assert.Single(core.Apply([Make.Event("STOP")], Make.Start).Records).Key);
    }

    [Fact]
    public void Apply_same_key_on_two_vms_is_two_rows()
    {
        var core = Make.Core(Make.Rule("r", Make.When("STOP"), Make.Record("t", ["a"], ("a", "1"))));
        var commit = core.Apply([Make.Event("STOP", vm: Make.Vm("vm1")), Make.Event("STOP", vm: Make.Vm("vm2"))], Make.Start);
        Assert.Equal(2, commit.Records.Select(r => r.Key).Distinct().Count());
    }

    [Fact]
    public void Apply_row_larger_than_allowed_is_refused_and_told()
    {
        var core = Make.Core([], new PartitionOptions { MaxRecordBytes = 100 }, Make.Rule("r", Make.When("STOP"), Make.Record("t", [], ("a", "data.t"))));
        var commit = core.Apply([Make.Event("STOP", $$"""{"t":"{{new string('x', 200)}}"}""")], Make.Start);
        Assert.Empty(commit.Records);
        Assert.Contains("table t", Assert.Single(commit.LogLines).Message, StringComparison.Ordinal);
        Assert.Equal(1, core.Counters.RecordsRefused);
    }

    [Fact]
    public void Apply_log_is_one_bounded_line_whatever_the_guest_says()
    {
        var core = Make.Core(Make.Rule("r", Make.When("STOP"), Make.Log("{{ vm.name }}: {{ data.t }}")));
        var line = Assert.Single(core.Apply([Make.Event("STOP", """{"t":"a\nb\u001b[2J"}""")], Make.Start).LogLines);
        Assert.Equal(("r", "vm1", "vm1: a\\nb\\u001b[2J"), (line.Rule, line.VmName, line.Message));
        var longest = Assert.Single(core.Apply([Make.Event("STOP", $$"""{"t":"{{new string('x', 9000)}}"}""")], Make.Start).LogLines);
        Assert.Equal(4096 - 2, longest.Message.Length);
    }
}
