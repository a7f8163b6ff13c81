using Reactor.Actors.Steps;
using Reactor.CommandLine;

// What the daemon runs of itself. It is to be there at once, and small.
if (args is [ExecGuard.Command])
{
    using var pipe = Console.OpenStandardInput();
    ExecGuard.Run(pipe);
    return ExitCode.Fine;
}

return await ReactorCommandLine.RunAsync(args, Terminal.OfThisProcess(), CancellationToken.None);
