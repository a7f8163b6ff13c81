using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Reactor.Output;
using Reactor.Store;

namespace Reactor.CommandLine;

/// <summary><c>reactor backup</c>.</summary>
internal static class BackupCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "Where the copy is written; it must not be there yet" };
        var config = CommonOptions.Config();
        var output = CommonOptions.Output();
        var command = new Command(
            "backup",
            "Copy the store, whole and of one moment, while the daemon writes it or while none runs, and check the copy. To go back to it, stop the daemon and put it in the store's place.\n\nExample:\n  reactor backup /var/backups/reactor-$(date +%F).db")
        {
            file, config, output,
        };
        command.SetAction(result =>
        {
            if (result.GetValue(file) is not { Length: > 0 } to)
            {
                throw new CommandFailedException("FILE names no file", ExitCode.Usage);
            }
            var store = Configurations.StorePath(CommonOptions.ResolveConfig(result.GetValue(config), terminal));
            var begun = terminal.Time.GetTimestamp();
            var length = Write(store, to, result.GetValue(output), terminal);
            var took = terminal.Time.GetElapsedTime(begun).TotalSeconds;
            if (result.GetValue(output) == OutputFormat.Json)
            {
                JsonLines.Write(terminal.Out, [new JsonObject { ["file"] = Path.GetFullPath(to), ["store"] = store, ["bytes"] = length, ["seconds"] = Math.Round(took, 3) }]);
            }
            else
            {
                terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Printable.Of(to)}: {length / 1048576.0:0.0} MiB, checked, in {took:0.0} s"));
            }
            return ExitCode.Fine;
        });
        return command;
    }

    private static long Write(string store, string file, OutputFormat format, Terminal terminal)
    {
        using var progress = new Progress(terminal, format, (done, all) => all == 0 ? "the store is opened" : done < all ? $"{done} of {all} pages are copied" : "the copy is checked");
        try
        {
            return StoreBackup.Write(store, file, progress.Report);
        }
        catch (StoreUnavailableException failure)
        {
            throw new CommandFailedException(failure.Message);
        }
    }
}
