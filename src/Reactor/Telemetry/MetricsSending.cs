using Reactor.Metrics;

namespace Reactor.Telemetry;

/// <summary>Sends metrics now and then. One time that fails is left out: what is counted comes with the next.</summary>
internal sealed partial class MetricsSending(
    Func<Task<MetricSource>> read, string node, TimeSpan interval, OtlpSender sender, OtlpOutcomes outcomes, TimeProvider time, ILogger logger)
{
    /// <summary>Sends them, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            await Task.Delay(interval, time, stopping);
            try
            {
                var message = OtlpMetrics.Write(node, AllMetrics.All, await read().WaitAsync(stopping));
                var answer = await sender.SendAsync(OtlpSignal.Metrics, message, stopping);
                if (answer.Failure is { } failure)
                {
                    outcomes.Failed(failure, lost: 1);
                }
                else
                {
                    outcomes.Taken();
                }
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                // The store can't be read, or the runtime is busy: the next time.
                NotRead(logger, failure.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Metrics were not read, and not sent: {Detail}")]
    private static partial void NotRead(ILogger logger, string detail);
}
