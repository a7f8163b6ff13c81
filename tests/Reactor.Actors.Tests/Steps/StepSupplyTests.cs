using Reactor.Actors.Steps;
using Reactor.Reactions.Steps;
using Reactor.Store;

namespace Reactor.Actors.Tests.Steps;

public class StepSupplyTests
{
    private readonly StepSupply _supply = new();

    [Fact]
    public void Store_is_asked_at_the_start_and_again_where_steps_were_intended()
    {
        Assert.True(_supply.MayGive);
        Ask(StepsLeft.None);
        Assert.False(_supply.MayGive);

        _supply.Intended();

        Assert.True(_supply.MayGive);
    }

    [Fact]
    public void Steps_that_are_intended_while_a_claim_is_under_way_are_asked_for_after_it()
    {
        _supply.Asked();
        _supply.Intended();
        _supply.Answered(StepsLeft.None);

        Assert.True(_supply.MayGive);
    }

    [Theory]
    [InlineData(StepsLeft.Programs, true, true)]
    [InlineData(StepsLeft.Programs, false, false)]
    [InlineData(StepsLeft.Commands, false, true)]
    [InlineData(StepsLeft.Commands, true, false)]
    [InlineData(StepsLeft.None, true, false)]
    public void End_of_a_step_is_a_reason_to_ask_where_some_of_its_kind_were_left(StepsLeft left, bool isProgram, bool mayGive)
    {
        Ask(left);
        Assert.False(_supply.MayGive);

        _supply.Ended(isProgram);

        Assert.Equal(mayGive, _supply.MayGive);
    }

    [Fact]
    public void Step_that_ends_while_a_claim_is_under_way_is_a_reason_to_ask_again_where_some_were_left()
    {
        _supply.Asked();
        _supply.Ended(isProgram: true);
        _supply.Answered(StepsLeft.Programs);

        Assert.True(_supply.MayGive);
    }

    [Fact]
    public void Steps_that_end_without_being_carried_out_are_asked_for_at_once_where_some_were_left()
    {
        Ask(StepsLeft.Ended);

        Assert.True(_supply.MayGive);
    }

    [Fact]
    public void Without_a_slot_the_store_is_asked_when_one_is_free()
    {
        _supply.Full();
        Assert.False(_supply.MayGive);

        _supply.Ended(isProgram: false);

        Assert.True(_supply.MayGive);
    }

    /// <summary>While no claim is under way, either another may be worth it or none of the steps that wait may be begun: so none is left waiting for good.</summary>
    [Fact]
    public void Step_that_may_be_begun_is_never_left_waiting()
    {
        for (var seed = 0; seed < 1000; seed++)
        {
            var random = new Random(seed);
            var world = new World();
            for (var move = 0; move < 40; move++)
            {
                switch (random.Next(5))
                {
                    case 0: world.Intend(isProgram: random.Next(2) == 0, $"vm{random.Next(3)}"); break;
                    case 1: world.End(random.Next(4)); break;
                    case 2: world.Answer(); break;
                    default: world.Ask(); break;
                }

                Assert.True(world.IsAsking || world.Supply.MayGive || world.Claimable == 0, $"seed {seed}, move {move}");
            }

            world.Answer();
            while (world.UnderWay > 0 || world.Supply.MayGive)
            {
                world.End(0);
                world.Ask();
                world.Answer();
            }

            Assert.True(world.Waiting == 0, $"seed {seed}");
        }
    }

    private void Ask(StepsLeft left)
    {
        _supply.Asked();
        _supply.Answered(left);
    }

    /// <summary>Steps of a store, and an actor with two slots of each kind of which a VM has one at most. A claim takes its steps when it is asked for, as the store's transaction does.</summary>
    private sealed class World
    {
        private const int Slots = 2;

        private readonly StepTurns[] _turns = [new(), new()];
        private readonly List<(WaitingStep Step, bool IsProgram)> _waiting = [];
        private readonly List<(WaitingStep Step, bool IsProgram)> _underWay = [];
        private readonly List<(WaitingStep Step, bool IsProgram)> _claimed = [];
        private StepsLeft? _answer;
        private long _number;

        public StepSupply Supply { get; } = new();

        public bool IsAsking => _answer is not null;

        public int UnderWay => _underWay.Count;

        public int Waiting => _waiting.Count;

        public int Claimable => Next(false).Length + Next(true).Length;

        public void Intend(bool isProgram, string vm)
        {
            _waiting.Add((new WaitingStep(_number++, vm), isProgram));
            Supply.Intended();
        }

        public void End(int which)
        {
            if (which >= _underWay.Count)
                return;
            var isProgram = _underWay[which].IsProgram;
            _underWay.RemoveAt(which);
            Supply.Ended(isProgram);
        }

        public void Ask()
        {
            if (IsAsking || !Supply.MayGive)
                return;
            if (Free(false) + Free(true) == 0)
            {
                Supply.Full();
                return;
            }

            Supply.Asked();
            _answer = Take(false, StepsLeft.Commands) | Take(true, StepsLeft.Programs);
        }

        public void Answer()
        {
            if (_answer is not { } left)
                return;
            _answer = null;
            _underWay.AddRange(_claimed);
            _claimed.Clear();
            Supply.Answered(left);
        }

        private StepsLeft Take(bool isProgram, StepsLeft kind)
        {
            var free = Free(isProgram);
            foreach (var number in Next(isProgram))
            {
                var step = _waiting.Single(waiting => waiting.Step.Number == number);
                _waiting.Remove(step);
                _claimed.Add(step);
            }

            return free == 0 || _waiting.Exists(step => step.IsProgram == isProgram) ? kind : StepsLeft.None;
        }

        private int Free(bool isProgram) => Slots - _underWay.Concat(_claimed).Count(step => step.IsProgram == isProgram);

        private long[] Next(bool isProgram) =>
        [
            .. _turns[isProgram ? 1 : 0].Next(
                [.. _waiting.Where(step => step.IsProgram == isProgram).Select(step => step.Step)],
                _underWay.Concat(_claimed).Where(step => step.IsProgram == isProgram).CountBy(step => step.Step.VmId).ToDictionary(),
                new StepRoom(Free(isProgram), 1)),
        ];
    }
}
