using Reactor.Actors.Tracing;

namespace Reactor.Telemetry;

/// <summary>
/// Sends spans, some at a time. While the receiver can't take them the oldest are tried again with growing pauses for a while and given up then; the others
/// wait in their queue, which drops what it has no room for. Reactions never wait for any of it.
/// </summary>
internal sealed class TraceSending(SpanQueue spans, string node, OtlpSender sender, OtlpOutcomes outcomes, TimeProvider time, Random random)
{
    /// <summary>Most spans in a request.</summary>
    public const int MostAtOnce = 512;

    /// <summary>How often the same spans are sent.</summary>
    public const int Tries = 5;

    // What comes meanwhile goes along.
    private static readonly TimeSpan s_gather = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(1);

    /// <summary>Sends what comes, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (await spans.WaitAsync(stopping))
        {
            if (spans.Waiting < MostAtOnce)
            {
                await Task.Delay(s_gather, time, stopping);
            }
            var batch = Take();
            var isOver = false;
            try
            {
                await SendAsync(batch, stopping);
                isOver = true;
            }
            finally
            {
                if (!isOver)
                {
                    spans.CountDropped(batch.Count);
                }
            }
        }
    }

    /// <summary>Sends what waits, once, as far as the receiver takes it.</summary>
    public async Task FlushAsync(CancellationToken giveUp)
    {
        while (Take() is { Count: > 0 } batch)
        {
            if (!End(batch, await sender.SendAsync(OtlpSignal.Traces, OtlpTraces.Write(node, batch), giveUp), isLast: true))
            {
                return;
            }
        }
    }

    private async Task SendAsync(List<Span> batch, CancellationToken stopping)
    {
        var message = OtlpTraces.Write(node, batch);
        for (var tried = 1; ; tried++)
        {
            var answer = await sender.SendAsync(OtlpSignal.Traces, message, stopping);
            if (End(batch, answer, isLast: tried == Tries) || !answer.MayRepeat || tried == Tries)
            {
                return;
            }
            await Task.Delay(Pause(tried, answer.After), time, stopping);
        }
    }

    // Counts what came of a request; whether it was taken.
    private bool End(List<Span> batch, OtlpAnswer answer, bool isLast)
    {
        if (answer.Failure is not { } failure)
        {
            outcomes.Taken();
            var rejected = Math.Min(answer.Rejected, batch.Count);
            spans.CountRefused(rejected);
            spans.CountSent(batch.Count - (int)rejected);
            return true;
        }
        outcomes.Failed(failure, lost: answer.MayRepeat && !isLast ? 0 : batch.Count);
        if (!answer.MayRepeat)
        {
            spans.CountRefused(batch.Count);
        }
        else if (isLast)
        {
            spans.CountDropped(batch.Count);
        }
        return false;
    }

    private TimeSpan Pause(int tried, TimeSpan? asked)
    {
        var own = TimeSpan.FromSeconds(Math.Pow(2, tried - 1) * (1 + random.NextDouble()));
        var pause = asked > own ? asked.Value : own;
        return pause < s_longestPause ? pause : s_longestPause;
    }

    private List<Span> Take()
    {
        var batch = new List<Span>();
        while (batch.Count < MostAtOnce && spans.TryTake(out var span))
        {
            batch.Add(span);
        }
        return batch;
    }
}
