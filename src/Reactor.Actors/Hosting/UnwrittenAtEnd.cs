using Microsoft.Extensions.Logging;
using Reactor.Actors.Status;

namespace Reactor.Actors.Hosting;

/// <summary>Tells what is lost when the daemon stops while the store can't be written.</summary>
internal static partial class UnwrittenAtEnd
{
    /// <summary>Logs it and enters it as the fault that ends the daemon (so that it doesn't end as if all were well); nothing where all is written.</summary>
    public static void Tell(RuntimeStatusBoard board, ILogger logger)
    {
        var status = board.Read();
        var buffered = status.Vms.Sum(vm => (long)vm.Buffered);
        var (commits, held) = (status.Store.WaitingCommits, status.Store.HeldBatches);
        if (commits == 0 && held == 0 && buffered == 0)
            return;
        var reason = status.Store.LastError ?? "it did not get done in time";
        Lost(logger, commits, held, buffered, reason);
        board.ReportFault($"stopped with {commits} commits unwritten, {held} batches and {buffered} events unread: {reason}");
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Reactor stops with {Commits} commits unwritten, {Held} batches and {Buffered} events unread: what would follow from them is lost. {Reason}")]
    private static partial void Lost(ILogger logger, long commits, long held, long buffered, string reason);
}
