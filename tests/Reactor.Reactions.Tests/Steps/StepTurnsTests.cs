using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Reactor.Reactions.Steps;

namespace Reactor.Reactions.Tests.Steps;

public class StepTurnsTests
{
    public sealed record Move(int Kind, int Which);

    public sealed record Bounds(int Slots, int MostOfVm);

    public static class Generators
    {
        public static Arbitrary<Move[]> Moves() => (
            from kind in Gen.Choose(0, 2)
            from which in Gen.Choose(0, 5)
            select new Move(kind, which)).ArrayOf().ToArbitrary();

        public static Arbitrary<Bounds> Rooms() => (
            from slots in Gen.Choose(1, 5)
            from most in Gen.Choose(1, 5)
            select new Bounds(slots, most)).ToArbitrary();
    }

    [Fact]
    public void Step_of_another_VM_waits_for_one_of_a_VM_that_has_many_before_it()
    {
        var office = new Office(new(1, 1));
        for (var i = 0; i < 40; i++)
        {
            office.Intend("vm2");
        }

        office.Begin();
        office.Intend("vm1");
        for (var i = 0; i < 3; i++)
        {
            office.End(0);
            office.Begin();
        }

        Assert.Equal(["vm2", "vm2", "vm1", "vm2"], office.Begun.Select(step => step.VmId));
    }

    [Fact]
    public void VM_never_has_more_under_way_than_it_may_though_slots_are_free()
    {
        var office = new Office(new(4, 2));
        for (var i = 0; i < 5; i++)
        {
            office.Intend("vm2");
        }

        office.Begin();
        Assert.Equal([0, 1], office.Begun.Select(step => step.Number));
        office.Intend("vm1");
        office.Begin();

        Assert.Equal([0, 1, 5], office.Begun.Select(step => step.Number));
    }

    [Fact]
    public void VMs_that_all_have_many_take_turns()
    {
        var office = new Office(new(2, 1));
        foreach (var vm in (string[])["a", "a", "a", "b", "b", "b", "c", "c", "c"])
        {
            office.Intend(vm);
        }

        for (var i = 0; i < 9; i++)
        {
            office.Begin();
            office.End(0);
        }

        Assert.Equal(["a", "b", "c", "a", "b", "c", "a", "b", "c"], office.Begun.Select(step => step.VmId));
    }

    /// <summary>While a VM's oldest step waits and the VM has fewer under way than it may, each other VM has one turn at most: so it waits for no more beginnings than there are other VMs.</summary>
    [Property(Arbitrary = [typeof(Generators)], MaxTest = 1000)]
    public void Oldest_step_of_a_VM_waits_for_one_turn_of_each_other_VM_at_most(Move[] moves, Bounds bounds)
    {
        var office = new Office(bounds);
        foreach (var move in moves)
        {
            if (move.Kind < 2)
            {
                office.Intend($"vm{move.Which}");
            }
            else
            {
                office.End(move.Which);
            }

            office.Begin();
        }

        while (office.UnderWay > 0)
        {
            office.End(0);
            office.Begin();
        }

        Assert.Equal(0, office.Waiting);
    }

    /// <summary>Begins what is chosen, and checks the law at each beginning.</summary>
    private sealed class Office(Bounds bounds)
    {
        private readonly StepTurns _turns = new();
        private readonly List<WaitingStep> _waiting = [];
        private readonly List<WaitingStep> _underWay = [];

        // By VM whose oldest step waits: whose steps were begun before it while it had room.
        private readonly Dictionary<string, HashSet<string>> _passedBy = [];
        private long _number;

        public List<WaitingStep> Begun { get; } = [];

        public int UnderWay => _underWay.Count;

        public int Waiting => _waiting.Count;

        public void Intend(string vm) => _waiting.Add(new WaitingStep(_number++, vm));

        public void End(int which)
        {
            if (which < _underWay.Count)
            {
                _underWay.RemoveAt(which);
            }
        }

        public void Begin()
        {
            var next = _turns.Next(_waiting, _underWay.CountBy(step => step.VmId).ToDictionary(), new StepRoom(bounds.Slots - _underWay.Count, bounds.MostOfVm));
            foreach (var number in next)
            {
                var step = Assert.Single(_waiting, waiting => waiting.Number == number);
                Assert.Equal(step, _waiting.First(waiting => waiting.VmId == step.VmId));
                foreach (var other in _waiting.Select(waiting => waiting.VmId).Distinct().Where(vm => vm != step.VmId && HasRoom(vm)))
                {
                    Assert.True(_passedBy.TryAdd(other, [step.VmId]) || _passedBy[other].Add(step.VmId), $"{step.VmId} is before {other} again");
                }

                _passedBy.Remove(step.VmId);
                _waiting.Remove(step);
                _underWay.Add(step);
                Begun.Add(step);
                Assert.All(_underWay.CountBy(s => s.VmId), vm => Assert.InRange(vm.Value, 1, bounds.MostOfVm));
            }

            Assert.InRange(_underWay.Count, 0, bounds.Slots);
            Assert.True(_underWay.Count == bounds.Slots || !_waiting.Exists(step => HasRoom(step.VmId)), "a slot is free, and one waits that may be begun");
        }

        private bool HasRoom(string vm) => _underWay.Count(step => step.VmId == vm) < bounds.MostOfVm;
    }
}
