using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Steps;

/// <summary>Firings, results, events, time and restarts in any order.</summary>
public class RunProperties
{
    private static readonly Rule s_plain = Do.Rule(
        "plain",
        Do.Gather("query-status"),
        (Do.Qmp("stop") with { Name = "stop" }).OnFailure(Make.Log("escalated"), Do.Exec("/bin/page")),
        Do.Exec("/bin/a") with { ContinuesOnFailure = true },
        Do.Qmp("dump") with { Expect = Do.Expect("DONE", 30, null, "data.bad") });

    private static readonly Rule s_asking = Do.Rule(
        "asking",
        Do.Qmp("system_reset") with { OnlyIf = Do.OnlyIf("query-status", "result.go"), Budget = "b" },
        (Do.Qmp("cont") with { OnlyIf = Do.OnlyIf("query-status", "result.go"), Expect = Do.Expect("DONE", 10) }).OnFailure(Do.Exec("/bin/page")))
        with { Overlap = Overlap.Skip };

    public sealed record Move(int Kind, int Which, int Status);

    public static class Moves
    {
        public static Arbitrary<Move[]> Arbitrary() => (
            from kind in Gen.Choose(0, 11)
            from which in Gen.Choose(0, 7)
            from status in Gen.Choose(0, 9)
            select new Move(kind, which, status)).ArrayOf().ToArbitrary();
    }

    [Property(Arbitrary = [typeof(Moves)], MaxTest = 500)]
    public void Nothing_is_done_twice_and_every_run_awaits_something_or_ends(Move[] moves)
    {
        var lab = new StepLab(s_plain, s_asking);
        foreach (var move in moves)
        {
            Play(lab, move);
            Check(lab);
        }

        Finish(lab);
    }

    private static void Play(StepLab lab, Move move)
    {
        switch (move.Kind)
        {
            case 0 or 1: lab.Fire(s_plain, vm: Vm(move.Which)); break;
            case 2 or 3: lab.Fire(s_asking, vm: Vm(move.Which)); break;
            case 4 or 5 or 6 or 7 when lab.UnderWay.Count > 0:
                var step = lab.UnderWay[move.Which % lab.UnderWay.Count];
                lab.Answer(step, Result(step, move.Status));
                break;
            case 8: lab.Hear("DONE", move.Status < 7 ? """{"bad":false}""" : """{"bad":true}""", Vm(move.Which)); break;
            case 9: lab.Tick(TimeSpan.FromSeconds(move.Status * 3)); break;
            case 10: lab.Restart(wasBegun: move.Status < 5); break;
            case 11: lab.Held = (_, _) => move.Status < 3 ? "maintenance" : null; break;
        }

    }

    private static StepResult Result(StepRow step, int status)
    {
        var request = StepRequestJson.Read(step.Request);
        return status switch
        {
            < 6 => Results.Ok(request, """{"go":true}"""),
            6 => Results.Ok(request, """{"go":false}"""),
            7 => Results.Of(StepStatus.Failed, "GenericError"),
            8 => Results.Of(StepStatus.Unknown, StepError.Timeout),
            _ => Results.Of(StepStatus.BudgetExceeded, StepError.BudgetExceeded),
        };
    }

    private static void Check(StepLab lab)
    {
        // An intent is never given twice, and what acts without asking first is intended once per firing.
        Assert.Equal(lab.Intents.Count, lab.Intents.Select(s => s.Id).Distinct().Count());
        var deeds = lab.Intents.Where(s => s.Kind != "gather" && s.Rule == "plain").Select(s => (s.FiringId, s.ActionPath)).ToArray();
        Assert.Equal(deeds.Length, deeds.Distinct().Count());

        // What asks first is not done without a question before it.
        foreach (var deed in lab.Intents.Where(s => s.Rule == "asking" && (s.ActionPath is "then[0].qmp" or "then[1].qmp")).GroupBy(s => (s.FiringId, s.ActionPath)))
        {
            Assert.True(deed.Count() <= lab.Intents.Count(s => s.FiringId == deed.Key.FiringId && s.ActionPath == deed.Key.ActionPath + ".only_if"));
        }

        // One run a rule and key: at most one step of a rule and VM is under way.
        Assert.All(lab.UnderWay.GroupBy(s => (s.Rule, s.VmId)), group => Assert.Single(group));

        // Every run awaits a result or an event; nothing else is stored.
        var waitsForEvent = lab.Runs.NextDue is null ? 0 : 1;
        Assert.Equal(lab.Stored.Count, lab.Runs.Counters.RunsActive);
        Assert.True(lab.UnderWay.Count <= lab.Stored.Count);
        Assert.True(lab.UnderWay.Count + waitsForEvent >= Math.Min(1, lab.Stored.Count));
    }

    private static void Finish(StepLab lab)
    {
        lab.Held = (_, _) => null;
        for (var i = 0; i < 200 && lab.Stored.Count > 0; i++)
        {
            foreach (var step in lab.UnderWay.ToArray())
            {
                lab.Answer(step, Result(step, 0));
            }

            lab.Tick(TimeSpan.FromSeconds(31));
        }

        Assert.Empty(lab.Stored);
        Assert.Empty(lab.UnderWay);
        Assert.Null(lab.Runs.NextDue);
    }

    private static Rules.Engine.VmView Vm(int which) => Make.Vm($"vm{which % 2}");
}
