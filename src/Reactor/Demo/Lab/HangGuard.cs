namespace Reactor.Demo.Lab;

/// <summary>An upper bound on waits for another program, so that a hung one becomes an error with a name.</summary>
internal static class HangGuard
{
    /// <summary>How long any one answer may take: far above what is measured (milliseconds), for machines under load.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(60);

    /// <summary>Runs <paramref name="work"/>; throws <see cref="LabException"/> naming <paramref name="what"/> when it outlasts <see cref="Default"/>.</summary>
    public static async Task<T> RunAsync<T>(
        string what, TimeProvider time, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Default, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await work(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new LabException($"{what}: no answer within {Default.TotalSeconds:0} s.", e);
        }
    }
}
