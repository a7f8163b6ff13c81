namespace Reactor.Actors.Tests.Fakes;

/// <summary>A bound on waiting, so that a defect fails a test instead of hanging the run. Nothing is measured by it.</summary>
internal static class Guard
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static Task<T> Guarded<T>(this Task<T> task) => task.WaitAsync(Limit);

    public static Task Guarded(this Task task) => task.WaitAsync(Limit);
}
