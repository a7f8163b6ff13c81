namespace Reactor.Http;

/// <summary>
/// Marks an endpoint whose answer has no end, and looks again and again whether who has it may have it still: a token that is taken away, or a session that
/// ends, ends what was begun with it.
/// </summary>
internal sealed class EndlessAnswer
{
    /// <summary>How far the looks are apart.</summary>
    internal static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    private static readonly EndlessAnswer s_mark = new();

    private EndlessAnswer()
    {
    }

    /// <summary>Marks an endpoint.</summary>
    public static void Mark(IEndpointConventionBuilder endpoint) => endpoint.WithMetadata(s_mark);

    /// <summary>Whether metadata of an endpoint is the mark.</summary>
    public static bool IsMark(object metadata) => metadata is EndlessAnswer;

    /// <summary>Whether a request is answered by one.</summary>
    public static bool Is(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<EndlessAnswer>() is not null;

    /// <summary>Answers, until who asks may not any more.</summary>
    /// <param name="context">The request.</param>
    /// <param name="mayStill">Whether who asks still may.</param>
    /// <param name="time">The clock.</param>
    /// <param name="answer">Answers.</param>
    public static async Task GiveAsync(HttpContext context, Func<Task<bool>> mayStill, TimeProvider time, Func<Task> answer)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var looking = LookAsync();
        try
        {
            await answer();
        }
        finally
        {
            await over.CancelAsync();
            await looking;
        }

        async Task LookAsync()
        {
            try
            {
                do
                {
                    await Task.Delay(Every, time, over.Token);
                }
                while (await mayStill());
                context.Abort();
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested)
            {
                // The answer ended before.
            }
        }
    }
}
