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
    public async Task Slip_is_told_with_what_was_meant(string line, string said)
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Usage, await terminal.RunAsync(line.Split(' ')));

        Assert.Contains(said, terminal.Error, StringComparison.Ordinal);
    }
}
