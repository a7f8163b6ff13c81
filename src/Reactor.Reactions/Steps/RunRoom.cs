using Reactor.Rules.Engine;

namespace Reactor.Reactions.Steps;

/// <summary>Whether there is room for one run more: of its VM, so that no VM takes the room of others, and in all. A refusal is counted, and told once until a run ends.</summary>
internal sealed class RunRoom(RunBook book, StepBounds bounds, StepTally tally)
{
    private bool _fullWasTold;

    /// <summary>Whether a run may not begin.</summary>
    /// <param name="firing">Its firing.</param>
    /// <param name="told">What is to be told; null for nothing.</param>
    public bool IsRefused(Firing firing, out string? told)
    {
        told = null;
        if (book.OfVm(firing.Vm.Id) is { } vm && (vm.Count >= bounds.MaxRunsPerVm || vm.Bytes >= bounds.MaxRunBytesPerVm))
        {
            told = Refuse(firing, vm);
            return true;
        }

        if (book.Count < bounds.MaxRuns)
        {
            return false;
        }

        tally.Refused++;
        told = _fullWasTold ? null : Words(firing, $"{bounds.MaxRuns} runs go on, which is all that there may be");
        _fullWasTold = true;
        return true;
    }

    /// <summary>Whether a firing may not wait for the run of its rule and key: those of its VM weigh too much.</summary>
    /// <param name="firing">The firing.</param>
    /// <param name="told">What is to be told; null for nothing.</param>
    public bool MayNotWait(Firing firing, out string? told)
    {
        var vm = book.OfVm(firing.Vm.Id);
        var isFull = vm?.Bytes >= bounds.MaxRunBytesPerVm;
        told = isFull ? Refuse(firing, vm!) : null;
        return isFull;
    }

    /// <summary>A run has ended.</summary>
    public void Ended() => _fullWasTold = false;

    private string? Refuse(Firing firing, VmRuns vm)
    {
        tally.Refused++;
        var isTold = vm.RefusalWasTold;
        vm.RefusalWasTold = true;
        return isTold ? null : Words(firing, $"{vm.Count} runs of this VM go on and weigh {vm.Bytes} bytes, and {bounds.MaxRunsPerVm} and {bounds.MaxRunBytesPerVm} is all that there may be");
    }

    private static string Words(Firing firing, string why) =>
        $"the steps of {firing.Id} are not begun: {why}. Further ones are refused without a word until one ends; see the counters";
}
