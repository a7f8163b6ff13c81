using System.Text;
using Reactor.Cel;
using Reactor.Measuring;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Tests.Engine;

namespace Reactor.Rules.Tests.Expressions;

public sealed class EventActivationTests
{
    [Theory]
    [InlineData("BLOCK_IO_ERROR", "data.action == \"stop\" && vm.labels.env == \"prod\" && data.operation == \"write\"", "{\"device\": \"drive#\", \"operation\": \"write\", \"action\": \"stop\", \"reason\": \"é #\"}")]
    [InlineData("GUEST_PANICKED", "has(data.info) && data.info.type == \"hyper-v\" && vm.labels.env == \"prod\"", "{\"action\": \"pause\", \"info\": {\"type\": \"hyper-v\", \"arg1\": #}}")]
    [InlineData("ACPI_DEVICE_OST", "data.info.status != 0 && data.info.source in [3, 4] && vm.name == \"web1\"", "{\"info\": {\"slot\": \"#\", \"source\": 3, \"status\": 1#}}")]
    [InlineData("ACPI_DEVICE_OST", "data.info.slot + \"!\" != \"\" || true", "{\"info\": {\"slot\": \"1\", \"source\": 3, \"status\": 1}}", 100)]
    public void Condition_over_one_event_after_the_other_does_not_allocate(string name, string condition, string data, int allowed = 0)
    {
        var program = TestRules.Environment(name).Compile(ExpressionPlace.Condition, condition);
        var vm = TestRules.Vm("web1", ("env", "prod"), ("team", "virt"));
        var events = Enumerable.Range(0, 10).Select(i => new VmEvent
        {
            Id = $"e{i}", Name = name, At = DateTimeOffset.UnixEpoch, Data = Encoding.UTF8.GetBytes(data.Replace("#", $"{i}", StringComparison.Ordinal)),
        }).ToArray();
        var activation = new EventActivation(RuleVocabulary.Empty);
        var held = 0;
        var bytes = Allocated.By(() => held = Held(1000));

        Assert.Equal(1000, held);
        Assert.InRange(bytes, 0, 1000 * allowed);

        int Held(int count)
        {
            var found = 0;
            for (var i = 0; i < count; i++)
            {
                activation.Bind(vm, events[i % events.Length]);
                found += program.Evaluate(activation).IsTrue ? 1 : 0;
            }

            return found;
        }
    }

    [Fact]
    public void Event_after_event_and_vm_after_vm_is_read_as_it_is()
    {
        var program = TestRules.Environment("GUEST_PANICKED").Compile(ExpressionPlace.Value, "vm.labels.env + data.action + (has(data.info) ? data.info.type : \"-\") + host.name");
        var activation = new EventActivation(RuleVocabulary.Empty);
        var seen = new List<string>();
        foreach (var (vm, data) in new[]
        {
            (TestRules.Vm("a", ("env", "prod")), """{"action": "pause", "info": {"type": "hyper-v"}}"""),
            (TestRules.Vm("b", ("env", "lab")), """{"action": "run"}"""),
            (TestRules.Vm("a", ("env", "x")), """{"info": {"type": "s390"}, "action": "poweroff"}"""),
        })
        {
            activation.Bind(vm, new VmEvent { Id = "e", Name = "GUEST_PANICKED", At = DateTimeOffset.UnixEpoch, Data = Encoding.UTF8.GetBytes(data) });
            seen.Add(program.Evaluate(activation).AsString);
        }

        Assert.Equal(["prodpausehyper-v", "labrun-", "xpoweroffs390"], seen.Select(s => s[..^TestRules.Vm().Host.Length]));
    }
}
