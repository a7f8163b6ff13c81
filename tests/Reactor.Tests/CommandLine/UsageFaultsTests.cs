using Reactor.CommandLine;

namespace Reactor.Tests.CommandLine;

/// <summary>Command lines with a slip in them, and what is said.</summary>
public sealed class UsageFaultsTests
{
    [Theory]
    [InlineData("silence vm=web1", "reactor silence takes no vm=web1: did you mean reactor silence add vm=web1?")]
    [InlineData("maintenance vm=web1", "reactor maintenance takes no vm=web1: did you mean reactor maintenance add --vm web1?")]
    [InlineData("maintenance lable=web1", "reactor maintenance takes no lable=web1: 'reactor maintenance add --help' tells what 'reactor maintenance add' takes")]
    [InlineData("silence vm=web1 --for 1h", "reactor silence has no option --for: 'reactor silence add' has it")]
    [InlineData("silence lst", "reactor silence has no verb lst: did you mean list?")]
    [InlineData("alerts akc a1", "reactor alerts has no verb akc: did you mean ack?")]
    [InlineData("alerts web1", "did you mean --vm web1?")]
    [InlineData("alerts vm=web1", "did you mean --vm web1?")]
    [InlineData("events STOP", "reactor events takes no arguments, and STOP is one too many")]
    [InlineData("maintenance add vm=web1", "reactor maintenance add takes no arguments, and vm=web1 is one too many: did you mean --vm web1?")]
    [InlineData("silence add a=b --fro 1h --reason x", "reactor silence add has no option --fro: did you mean --for?")]
    [InlineData("actions", "reactor actions needs a verb: pause, resume, list. 'reactor actions --help' tells what each does")]
    [InlineData("deliveries --targte x", "reactor deliveries has no option --targte: did you mean --target?")]
    [InlineData("rules list", "reactor rules takes no arguments: 'reactor rules' lists by itself\n")]
    [InlineData("vms list", "reactor vms takes no arguments: 'reactor vms' lists by itself\n")]
    [InlineData("audit list", "reactor audit takes no arguments: 'reactor audit' lists by itself\n")]
    [InlineData("rules guest-panicked", "reactor rules takes no arguments, and guest-panicked is one too many: did you mean --rule guest-panicked?\n")]
    [InlineData("status extra", "reactor status takes no arguments, and extra is one too many. A configuration is named by --config\n")]
    [InlineData("version extra", "reactor version takes no arguments, and extra is one too many\n")]
    [InlineData("demo --hlep", "reactor demo has no option --hlep: did you mean --help?\n")]
    [InlineData("check --config x", "reactor check takes the configuration without an option: reactor check PATH\n")]
    [InlineData("init --config x", "reactor init takes the configuration without an option: reactor init FOLDER\n")]
    [InlineData("events show", "reactor events show needs ID: The event's id, as 'reactor events' lists it, or that of a firing, a delivery (webhook-id), a step or an alert; how it begins where that is enough. For example: reactor events show msg_2f9c\n")]
    [InlineData("deliveries show", "reactor deliveries show needs ID: The delivery's webhook-id, as 'reactor deliveries' lists it, or how it begins. For example: reactor deliveries show msg_2Fh0...\n")]
    [InlineData("help alerts akc", "reactor alerts has no verb akc: did you mean ack?\n")]
    [InlineData("help alerts ack now", "reactor alerts ack has no verb now: 'reactor alerts ack --help' lists what it has\n")]
    [InlineData("completion", "reactor completion needs bash|zsh|fish: The shell. For example: reactor completion bash")]
    [InlineData("silence add", "reactor silence add needs --reason TEXT: Why: whoever looks at it next wants to know. For example: reactor silence add ")]
    public async Task Slip_is_told_with_what_was_meant(string line, string said)
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Usage, await terminal.RunAsync(line.Split(' ')));

        Assert.Contains(said, terminal.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("equired", terminal.Error, StringComparison.Ordinal);
    }
}
