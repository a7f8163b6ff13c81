using System.Collections.Immutable;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using Reactor.Actors.Clocks;
using Reactor.Actors.Hosting;
using Reactor.Actors.Tracing;
using Reactor.Reactions.Commits;
using Reactor.Store;

namespace Reactor.Actors.Steps;

/// <summary>Puts together what carries steps out.</summary>
internal static class StepStarter
{
    /// <summary>Folder of pictures of screens, beside the store.</summary>
    public const string ScreendumpFolderName = "screendumps";

    // Not the daemon's PATH: these run with every program.
    private static readonly string[] s_systemFolders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];

    /// <summary>The actor that carries steps out. Started after the VMs' actors it has less to wait for, but any order is right.</summary>
    /// <param name="store">Where steps are claimed and completed.</param>
    /// <param name="folder">The store's folder, absolute: programs run in it.</param>
    /// <param name="live">The VMs that commands can be sent to.</param>
    /// <param name="risks">What commands may do.</param>
    /// <param name="permission">Asked before a step is begun.</param>
    /// <param name="bring">Brings durable inbox rows to their partitions.</param>
    /// <param name="clock">Engine time.</param>
    /// <param name="time">Wall clock and timers.</param>
    /// <param name="variable">The daemon's environment variables.</param>
    /// <param name="guard">The guard of programs: its program and arguments; empty for none.</param>
    /// <param name="report">Where the counters go.</param>
    /// <param name="tracer">Makes traces.</param>
    /// <param name="logger">The log.</param>
    /// <param name="random">The actor's own.</param>
    public static Props Props(
        IStepStore store, string folder, LiveVms live, CommandRisks risks, StepPermission permission, Action<ImmutableArray<InboxRow>> bring, EngineClock clock, TimeProvider time,
        Func<string, string?> variable, IReadOnlyList<string> guard, Action<StepExecutionStatus> report, Tracer tracer, ILogger logger, Random random)
    {
        if (guard.Count > 0 && FindSystemProgram("setsid") is { } setsid)
            guard = [setsid, .. guard];
        var launcher = new ProgramLauncher(FindSystemProgram, new GuardLink(guard, logger), random.NextInt64());
        if (!launcher.EndsWithDaemon)
            StepLog.WrapperMissing(logger, "setpriv", "programs of exec actions outlive a daemon that is killed");
        if (!launcher.HasGroups)
            StepLog.WrapperMissing(logger, "setsid", "what programs of exec actions have started may outlive their timeout");
        var commands = new CommandRunner(live, risks, permission, new ScreendumpFolder(Path.Combine(folder, ScreendumpFolderName)), time);
        var programs = new ProgramRunner(launcher, permission, folder, variable, time);
        var execution = new StepExecution(store, commands.RunAsync, programs.RunAsync, bring, clock, time, report, launcher.Dispose, logger) { Tracer = tracer };
        return ActorProps.Of(() => new StepActor(execution, random));
    }

    internal static string? FindSystemProgram(string name) => s_systemFolders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
