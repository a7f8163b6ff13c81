using Reactor.Cel;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Steps;

public class OverlapTests
{
    private static readonly Rule s_queued = Do.Rule("r", Do.Exec("/bin/a", "{{ data.n }}"));

    [Fact]
    public void Newest_firing_waits_for_the_run_of_its_key()
    {
        var lab = new StepLab(s_queued);

        lab.Fire(s_queued, """{"n":1}""");
        lab.Fire(s_queued, """{"n":2}""");
        lab.Fire(s_queued, """{"n":3}""");
        Assert.Single(lab.Intents);
        lab.Ok();

        Assert.Equal(["/bin/a", "3"], lab.LastRequest.Arguments.AsEnumerable());
        lab.Ok();
        Assert.Equal(2, lab.Intents.Count);
        Assert.Empty(lab.Stored);
        Assert.Equal(1, lab.Runs.Counters.RunsOverlapped);
    }

    [Fact]
    public void Waiting_firing_survives_a_restart()
    {
        var lab = new StepLab(s_queued);

        lab.Fire(s_queued, """{"n":1}""");
        lab.Fire(s_queued, """{"n":2}""");
        lab.Restart(wasBegun: false);
        lab.Ok();

        Assert.Equal(["/bin/a", "2"], lab.LastRequest.Arguments.AsEnumerable());
    }

    [Fact]
    public void Firing_is_left_out_where_the_rule_says_so()
    {
        var rule = s_queued with { Overlap = Overlap.Skip };
        var lab = new StepLab(rule);

        lab.Fire(rule, """{"n":1}""");
        lab.Fire(rule, """{"n":2}""");
        lab.Ok();

        Assert.Single(lab.Intents);
        Assert.Equal(1, lab.Runs.Counters.RunsOverlapped);
    }

    [Fact]
    public void Other_keys_and_rules_run_beside_each_other()
    {
        var other = Do.Rule("other", Do.Exec("/bin/b"));
        var lab = new StepLab(s_queued, other);

        lab.Fire(s_queued, """{"n":1}""");
        lab.Fire(other);
        lab.Fire(s_queued, """{"n":1}""", Make.Vm("vm2"));
        lab.Fire(s_queued, """{"n":1}""", key: RuleKey.Of("id-vm1", ("device", CelValue.From("d0"))));

        Assert.Equal(4, lab.UnderWay.Count);
    }

    [Fact]
    public void Same_firing_begins_one_run()
    {
        var lab = new StepLab(s_queued);

        lab.Fire(s_queued, id: "h1:7-1/1.1/9");
        lab.Fire(s_queued, id: "h1:7-1/1.1/9");
        lab.Ok();

        Assert.Single(lab.Intents);
    }

    [Theory]
    [InlineData(Overlap.QueueLatest)]
    [InlineData(Overlap.Skip)]
    public void Escalations_wait_and_no_newer_firing_takes_their_place(Overlap overlap)
    {
        var rule = Do.Rule("r", Make.Send("oncall").OnFailure(Do.Exec("/bin/page", "{{ data.n }}")), Do.Exec("/bin/a", "{{ data.n }}")) with { Overlap = overlap };
        var lab = new StepLab(new StepBounds { MaxEscalations = 2 }, rule);
        var firing = lab.Fire(rule, """{"n":1}""");

        foreach (var id in new[] { "msg_1", "msg_2", "msg_3" })
        {
            lab.Take(new(id, 7, InboxKinds.GaveUp, new GaveUp(id, "then[0].send", "oncall", "no", FiringJson.Write(firing)).ToJson()));
            lab.Fire(rule, """{"n":2}""");
        }

        Assert.Contains("on_failure", Assert.Single(lab.Log), StringComparison.Ordinal);
        lab.Restart(wasBegun: false);
        for (var i = 0; i < 5 && lab.UnderWay.Count > 0; i++)
        {
            lab.Ok();
        }

        var programs = lab.Intents.Select(s => string.Join(' ', StepRequestJson.Read(s.Request).Arguments)).Order(StringComparer.Ordinal);
        Assert.Equal(overlap == Overlap.Skip ? ["/bin/a 1", "/bin/page 1", "/bin/page 1"] : ["/bin/a 1", "/bin/a 2", "/bin/page 1", "/bin/page 1"], programs);
        Assert.Empty(lab.Stored);
    }

    [Fact]
    public void Runs_of_a_partition_are_bounded_and_the_refusal_is_told_once()
    {
        var lab = new StepLab(new StepBounds { MaxRuns = 2 }, s_queued);

        foreach (var vm in new[] { "vm1", "vm2", "vm3", "vm4" })
        {
            lab.Fire(s_queued, vm: Make.Vm(vm));
        }

        Assert.Equal(2, lab.Intents.Count);
        Assert.Equal(2, lab.Runs.Counters.RunsRefused);
        Assert.Single(lab.Log);
        lab.Ok();
        lab.Fire(s_queued, vm: Make.Vm("vm3"));
        Assert.Equal(3, lab.Intents.Count);
    }

    [Fact]
    public void Runs_of_one_VM_are_bounded_so_that_others_have_room()
    {
        var lab = new StepLab(new StepBounds { MaxRuns = 5, MaxRunsPerVm = 2 }, s_queued);

        for (var n = 0; n < 10; n++)
        {
            lab.Fire(s_queued, key: Key(n));
        }

        Assert.Equal(2, lab.Intents.Count);
        Assert.Equal(8, lab.Runs.Counters.RunsRefused);
        Assert.Contains("2 runs of this VM go on", Assert.Single(lab.Log), StringComparison.Ordinal);
        lab.Fire(s_queued, vm: Make.Vm("vm2"));
        Assert.Equal(3, lab.Intents.Count);
        lab.Answer(lab.Intents[0], Results.Ok(lab.LastRequest));
        lab.Fire(s_queued, key: Key(11));
        Assert.Equal(4, lab.Intents.Count);
    }

    [Fact]
    public void Bytes_of_the_runs_of_one_VM_are_bounded_after_a_restart_too_and_one_it_may_always_have()
    {
        var lab = new StepLab(new StepBounds { MaxRunBytesPerVm = 10_000 }, s_queued);
        var data = $$"""{"n":"{{new string('x', 20_000)}}"}""";

        lab.Fire(s_queued, data, key: Key(1));
        lab.Fire(s_queued, data, key: Key(2));
        lab.Fire(s_queued, data, key: Key(1));
        lab.Restart(wasBegun: false);
        lab.Fire(s_queued, data, key: Key(3));

        Assert.Single(lab.Intents);
        Assert.Equal(1, lab.Runs.Counters.RunsRefused);
        lab.Ok();
        lab.Fire(s_queued, data, key: Key(4));
        Assert.Equal(2, lab.Intents.Count);
    }

    private static RuleKey Key(int n) => RuleKey.Of("id-vm1", ("n", CelValue.From(n)));
}
