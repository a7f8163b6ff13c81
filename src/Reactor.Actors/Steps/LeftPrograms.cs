using System.Diagnostics;

namespace Reactor.Actors.Steps;

/// <summary>Programs that could not be killed and go on without a slot. While there are many no other is started, lest they fill the machine. Thread-safe.</summary>
internal sealed class LeftPrograms(int most)
{
    /// <summary>Most of a daemon.</summary>
    internal const int Most = 64;

    private int _count;

    /// <summary>Why no other is started; null where one may be.</summary>
    public string? Problem => Volatile.Read(ref _count) < most ? null
        : $"{most} programs that could not be killed still run: end them, and see why they don't end (do they run with more rights than Reactor, by sudo?)";

    /// <summary>Takes one over, until it has ended.</summary>
    public async Task AddAsync(Process process)
    {
        Interlocked.Increment(ref _count);
        using (process)
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        Interlocked.Decrement(ref _count);
    }
}
