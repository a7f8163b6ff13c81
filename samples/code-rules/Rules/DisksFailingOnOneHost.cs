using NRules.Fluent.Dsl;
using Reactor.Rules.NRules.Code;
using Severity = Reactor.Rules.Model.Severity;

namespace Reactor.Samples.CodeRules;

/// <summary>Disks of two VMs of one host fail, one on reading and one on writing, within five minutes: it is the host's storage, and not a disk.</summary>
[CodeRule("disks-failing-on-one-host", "BLOCK_IO_ERROR", By = ["host.name"], Within = "5m", Severity = Severity.Error, OncePer = "1h")]
[CodeRecord("failing_disks", "host", "reading", "writing", Key = ["host"])]
public sealed class DisksFailingOnOneHost : Rule
{
    /// <inheritdoc/>
    public override void Define()
    {
        QmpEvent reading = null!, writing = null!;
        HostState host = null!;
        IReactions reactions = null!;

        Dependency()
            .Resolve(() => reactions);

        When()
            .Match(() => host)
            .Match(() => reading, e => e.Text("operation") == "read")
            .Match(() => writing, e => e.Text("operation") == "write", e => e.Vm.Id != reading.Vm.Id);

        Then()
            .Do(_ => Report(reactions, host, reading, writing));
    }

    private static void Report(IReactions reactions, HostState host, QmpEvent reading, QmpEvent writing)
    {
        reactions.Alert(writing, $"{host.Name}: {reading.Vm.Name} can't read {reading.Text("device")}, {writing.Vm.Name} can't write {writing.Text("device")}");
        reactions.Record(writing, "failing_disks", ("host", host.Name), ("reading", reading.Vm.Name), ("writing", writing.Vm.Name));
    }
}
