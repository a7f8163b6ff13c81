using System.CommandLine;
using Reactor.CommandLine;
using Reactor.Demo.Lab;
using Reactor.Output;

namespace Reactor.Demo;

/// <summary><c>reactor demo</c>.</summary>
internal static class DemoCommand
{
    /// <summary>How long the demo waits for each reaction before it gives up, and names what is missing.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(25);

    public static Command Create(Terminal terminal)
    {
        var keep = new Option<bool>("--keep") { Description = "Leave guests and daemon running until Ctrl-C, to look around" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Install QEMU without asking, if it is missing" };
        var output = CommonOptions.Output();
        var command = new Command(
            "demo",
            "Boot real QEMU guests, let things happen to them, and show what Reactor does. Ends by itself, mostly within half a minute.\n\nExample:\n  reactor demo --keep")
        {
            keep, yes, output,
        };
        command.SetAction(async (result, cancellation) =>
        {
            await QemuInstaller.EnsureAsync(terminal, result.GetValue(yes), cancellation);
            var json = result.GetValue(output) == OutputFormat.Json;
            using var timeline = json ? null : new DemoTimeline(terminal);
            IDemoReport report = timeline is null ? new DemoJsonReport(terminal) : timeline;
            try
            {
                using var interrupted = new Interruption(cancellation);
                return await DemoRun.RunAsync(terminal, report, LongestWait, result.GetValue(keep), interrupted.Token);
            }
            catch (OperationCanceledException)
            {
                timeline?.Dispose();    // its line is under way
                terminal.Error.WriteLine("interrupted; guests, daemon and files are gone");
                return ExitCode.Failed;
            }
            catch (LabException failure)
            {
                throw new CommandFailedException($"a guest of the demo failed: {failure.Message}");
            }
        });
        return command;
    }
}
