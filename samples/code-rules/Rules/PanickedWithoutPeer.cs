using NRules.Fluent.Dsl;
using Reactor.Rules.NRules.Code;
using Severity = Reactor.Rules.Model.Severity;

namespace Reactor.Samples.CodeRules;

/// <summary>A VM panics while the other one of its pair, told by the label <c>pair</c>, is known to be stopped: nobody serves any more.</summary>
[CodeRule("panicked-without-peer", "GUEST_PANICKED", "STOP", "RESUME", Within = "1h", Severity = Severity.Critical)]
public sealed class PanickedWithoutPeer : Rule
{
    /// <inheritdoc/>
    public override void Define()
    {
        QmpEvent panic = null!;
        VmState peer = null!;
        IReactions reactions = null!;

        Dependency()
            .Resolve(() => reactions);

        When()
            .Match(() => panic, e => e.Name == "GUEST_PANICKED")
            .Match(() => peer, vm => vm.Id != panic.Vm.Id, vm => Pair(vm) == Pair(panic.Vm), vm => Pair(vm) != "", vm => vm.Status == "paused");

        Then()
            .Do(_ => Report(reactions, panic, peer));
    }

    private static string Pair(VmState vm) => vm.Labels.TryGetValue("pair", out var pair) ? pair : "";

    private static void Report(IReactions reactions, QmpEvent panic, VmState peer) =>
        reactions.Alert(panic, $"{panic.Vm.Name} panicked while {peer.Name} is {peer.Status}: nobody serves {Pair(panic.Vm)}");
}
