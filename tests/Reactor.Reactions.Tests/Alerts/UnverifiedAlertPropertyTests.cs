using FsCheck.Xunit;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Simulation;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Alerts;

/// <summary>
/// Whatever happens to a VM, heard and unheard: its alert is marked exactly where the panic that it reports stood over a gap and nothing was told of
/// the run state since, a restart of the partition changes nothing of that, and nobody is notified but of the opening.
/// </summary>
public class UnverifiedAlertPropertyTests
{
    private static readonly (string Name, string Data)[] s_events =
    [
        ("GUEST_PANICKED", """{"action": "pause"}"""), ("GUEST_PANICKED", """{"action": "run"}"""), ("WATCHDOG", """{"action": "pause"}"""),
        ("RESUME", "{}"), ("RESET", "{}"), ("STOP", "{}"), ("BALLOON_CHANGE", """{"actual": 5}"""),
    ];

    [Property(MaxTest = 100)]
    public void Alert_is_marked_where_its_panic_stood_over_a_gap_and_nothing_was_told_since((byte What, byte[] Hidden)[] steps)
    {
        var alert = Make.Alert("panicked", "oncall");
        var rule = Make.Rule("panic", Make.When("GUEST_PANICKED", "data.action == \"pause\""), alert);
        var lab = new Lab(p => Make.Core(p, Make.Settings(), null, null, rule), 7);
        var vm = new SimulatedVm(Make.Vm(), Make.Start);
        var (at, isMarked, isOpen, notified) = (Make.Start, false, false, 0);
        AlertRow? row = null;
        foreach (var (what, hidden) in steps)
        {
            at = at.AddSeconds(10);
            var before = vm.Known.Status;
            switch (what % 4)
            {
                case 0:
                    Take(vm.Ends(at, withProcess: false));
                    foreach (var (name, data) in hidden.Select(EventOf))
                    {
                        Assert.Null(vm.Happens(name, data, at));
                    }

                    at = at.AddSeconds(10);
                    Take(vm.Connects(at, [], isStart: false));
                    isMarked = vm.Known.Status == before ? isMarked || (isOpen && before == "guest-panicked") : false;
                    isOpen |= before != "guest-panicked" && vm.Known.Status == "guest-panicked";
                    break;
                case 1:
                    notified += Count(lab.Restart(7, at));
                    break;
                default:
                    var (heard, told) = EventOf(hidden.Length > 0 ? hidden[0] : (byte)0);
                    Take([new EventInput(vm.Known, vm.Happens(heard, told, at)!)]);
                    var holds = told.Span.IndexOf("pause"u8) >= 0;
                    isMarked &= heard is "BALLOON_CHANGE" || (heard == "GUEST_PANICKED" && !holds);
                    isOpen |= heard == "GUEST_PANICKED" && holds;
                    break;
            }

            Assert.Equal((isOpen, isMarked), (row is not null, row?.UnverifiedSince is not null));
            Assert.Equal(isOpen ? 1 : 0, notified);
        }

        void Take(IEnumerable<PartitionInput> inputs)
        {
            var commit = lab.Apply(7, at, [.. inputs]);
            row = commit.Alerts.LastOrDefault() ?? row;
            notified += Count(commit);
        }
    }

    private static int Count(Commit commit) => commit.Deliveries.Length;

    private static (string Name, ReadOnlyMemory<byte> Data) EventOf(byte which)
    {
        var (name, data) = s_events[which % s_events.Length];
        return (name, System.Text.Encoding.UTF8.GetBytes(data));
    }
}
