using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Rules.Configuration;
using Reactor.Store.Reading;

namespace Reactor.Store.Tests.Reading;

public sealed class TraceTests : IAsyncLifetime, IDisposable
{
    private readonly TempStore _temp = new();
    private SqliteStore _store = null!;

    public async Task InitializeAsync()
    {
        _store = await _temp.OpenAsync();
        await _store.AppendAsync(
        [
            Some.Empty(7, 1) with
            {
                Events = [Some.Event("h:1-2/5.1/1"), Some.Event("h:1-2/5.1/17", "RESET")],
                Firings = [Some.Firing("f_aaa1") with { EventId = "h:1-2/5.1/1" }, Some.Firing("f_aaa2", "r2", 60) with { EventId = "h:1-2/5.1/17", EventName = "RESET" }],
                Alerts = [Some.Alert("a_0001") with { FiringId = "f_aaa1" }, Some.Alert("a_2", rule: "other")],
                Deliveries = [Some.Delivery("msg_1") with { FiringId = "f_aaa1" }, Some.Delivery("msg_2") with { FiringId = "f_aaa2" }],
                Records = [Some.Record("ost", null, "{}") with { EventId = "h:1-2/5.1/1" }],
                Steps = [Step("s_0001", "f_aaa1"), Step("s_0002", "f_gone")],
            },
        ]);
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("h:1-2/5.1/1")]
    [InlineData("f_aaa1")]
    [InlineData("msg_1")]
    [InlineData("s_0001")]
    [InlineData("a_0001")]
    public async Task Every_id_leads_to_the_event_and_all_that_followed(string id)
    {
        var claimed = Assert.Single(await _store.ClaimAsync("ops", 1, Some.At(1)));
        await _store.CompleteAsync(Some.Ended(claimed, AttemptOutcome.Retry, 2, next: 3, status: 503));
        await _store.AddAuditAsync(Act("op_1", 0.5, "id-web1"));
        await _store.AddAuditAsync(Act("op_2", 0.5, "id-web2"));
        await _store.AddAuditAsync(Act("op_3", 500, "id-web1"));

        var trace = Find(id);

        Assert.Equal("h:1-2/5.1/1", trace.EventId);
        Assert.Equal("STOP", trace.Event!.Name);
        Assert.Equal(["f_aaa1"], trace.Firings.Select(firing => firing.Id));
        Assert.Equal(["a_0001"], trace.Alerts.Select(alert => alert.Uid));
        Assert.Equal(["msg_1"], trace.Deliveries.Select(delivery => delivery.WebhookId));
        Assert.Equal([(1, "retry", 503)], trace.Attempts.Select(attempt => ((int)attempt.Attempt, attempt.Outcome, (int)attempt.Status!)));
        Assert.Equal(["s_0001"], trace.Steps.Select(step => step.Id));
        Assert.Equal(["ost"], trace.Records.Select(record => record.Table));
        Assert.Equal(["op_1"], trace.Audit.Select(row => row.Id));
        Assert.Empty(trace.Truncated);
    }

    [Fact]
    public void Beginning_of_an_id_is_enough_where_it_is_of_one()
    {
        Assert.Equal("RESET", Find("f_aaa2").Event!.Name);
        Assert.Equal("RESET", Find("h:1-2/5.1/17").Event!.Name);
        Assert.Equal("STOP", Find("h:1-2/5.1/1").Event!.Name);
        Assert.Contains("2 ids begin with f_aaa: f_aaa1, f_aaa2", Assert.Throws<ArgumentException>(() => Find("f_aaa")).Message, StringComparison.Ordinal);
        Assert.Contains("2 ids begin with msg_", Assert.Throws<ArgumentException>(() => Find("msg_")).Message, StringComparison.Ordinal);
        Assert.Contains("No event", Assert.Throws<ArgumentException>(() => Find("none")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("f_")]
    [InlineData("%' OR 1=1")]
    public void Bad_ids_are_refused(string id) => Assert.Throws<ArgumentException>(() => Find(id));

    [Fact]
    public async Task Event_that_is_not_kept_any_more_is_told_by_what_followed()
    {
        await _store.PruneAsync(Some.At(100), new RetentionConfiguration { Events = TimeSpan.FromSeconds(1) }, CancellationToken.None);

        var trace = Find("f_aaa1");

        Assert.Null(trace.Event);
        Assert.Equal(["msg_1"], trace.Deliveries.Select(delivery => delivery.WebhookId));
    }

    [Fact]
    public async Task Lists_are_bounded()
    {
        await _store.AppendAsync([Some.Empty(7, 2) with { Deliveries = [.. Enumerable.Range(0, Traces.MostRows + 5).Select(i => Some.Delivery($"msg_more{i}") with { FiringId = "f_aaa1" })] }]);

        var trace = Find("f_aaa1");

        Assert.Equal(Traces.MostRows, trace.Deliveries.Length);
        Assert.Equal("deliveries", Assert.Single(trace.Truncated));
    }

    private StoredTrace Find(string id) => Traces.Find(StoreReader.Open(_temp.Path), id);

    private static StepRow Step(string id, string firing) => new()
    {
        Id = id, FiringId = firing, Rule = "r1", ActionPath = "then[0].qmp", Kind = "qmp", VmId = "id-web1", VmName = "web1", IntendedAt = Some.At(0),
        Request = StepRequestJson.Write(new StepRequest { Kind = "qmp", Timeout = TimeSpan.FromSeconds(1), Commands = [new StepCommand("cont")] }),
    };

    private static AuditRow Act(string id, double at, string vm) => new()
    {
        Id = id, At = Some.At(at), VmId = vm, Vm = vm, Command = "stop", Risk = "reversible", Outcome = AuditOutcomes.Ok, EndedAt = Some.At(at),
    };
}
