using Reactor.CommandLine;

return await ReactorCommandLine.RunAsync(args, Terminal.OfThisProcess(), CancellationToken.None);
