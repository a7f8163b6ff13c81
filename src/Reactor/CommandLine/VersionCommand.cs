using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Reactor.CommandLine;

/// <summary><c>reactor version</c>.</summary>
internal static class VersionCommand
{
    /// <summary>The program's version, without the build's commit.</summary>
    public static string Current { get; } =
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    public static Command Create(Terminal terminal)
    {
        var command = new Command("version", "Print the version, and what it runs on.\n\nExample:\n  reactor version");
        command.Action = new PrintAction(terminal);
        return command;
    }

    /// <summary>Prints it: for the command and for <c>--version</c>.</summary>
    internal sealed class PrintAction(Terminal terminal) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            terminal.Out.WriteLine($"reactor {Current} ({RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})");
            return ExitCode.Fine;
        }
    }
}
