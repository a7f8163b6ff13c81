using System.Diagnostics;
using System.Text.RegularExpressions;

namespace EndToEnd.Daemon;

/// <summary>Runs what documents say is typed: by a shell, in a folder, with this build as <c>reactor</c>.</summary>
internal sealed partial class DocumentShell
{
    private readonly string _programs;

    /// <param name="programs">The folder of <c>reactor</c>, which is written there.</param>
    public DocumentShell(string programs)
    {
        _programs = programs;
        Directory.CreateDirectory(programs);
        var program = Path.Combine(programs, "reactor");
        File.WriteAllText(program, $"#!/bin/sh\nexec dotnet {Path.Combine(AppContext.BaseDirectory, "reactor.dll")} \"$@\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The blocks of a document that a shell takes, without their indentation.</summary>
    public static string[] Blocks(string document) =>
        [.. ShellBlock().Matches(File.ReadAllText(Path.Combine(Checkout.Root, document))).Select(match => match.Groups[2].Value.Replace("\n" + match.Groups[1].Value, "\n", StringComparison.Ordinal)[match.Groups[1].Length..])];

    /// <summary>Runs a block to its good end, and gives what it printed.</summary>
    public async Task<string> RunAsync(string block, string folder, CancellationToken cancellationToken)
    {
        using var process = Begin(block, folder);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, $"{block}\nended with {process.ExitCode}:\n{await output}\n{await error}");
        return await output;
    }

    /// <summary>Starts what a line names: the process is the program's own.</summary>
    public Process Start(string line, string folder) => Begin($"exec {line}", folder);

    private Process Begin(string script, string folder)
    {
        var info = new ProcessStartInfo("bash", ["-e", "-c", script])
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        info.Environment["PATH"] = $"{_programs}:{info.Environment["PATH"]}";
        return Process.Start(info)!;
    }

    [GeneratedRegex("^( *)```sh\n(.*?)^ *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ShellBlock();
}
