namespace Reactor.Qmp.Tests;

/// <summary>A bound on waiting, so that a defect fails a test instead of hanging the run. Nothing is measured by it.</summary>
internal static class Guard
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    public static Task<T> Guarded<T>(this Task<T> task) => task.WaitAsync(s_limit);

    public static Task Guarded(this Task task) => task.WaitAsync(s_limit);
}
