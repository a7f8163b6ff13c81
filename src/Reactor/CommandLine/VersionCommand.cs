using System.CommandLine;
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
        var command = new Command("version", "Print the version.");
        command.SetAction(_ =>
        {
            terminal.Out.WriteLine($"reactor {Current} ({RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})");
            return ExitCode.Fine;
        });
        return command;
    }
}
