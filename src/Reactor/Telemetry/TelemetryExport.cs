using System.Collections.Immutable;
using Reactor.Actors.Tracing;
using Reactor.Metrics;
using Reactor.Rules.Configuration;

namespace Reactor.Telemetry;

/// <summary>Sends traces and metrics where the configuration says, and elsewhere once that says otherwise.</summary>
internal sealed partial class TelemetryExport(SpanQueue spans, OtlpCounts counts, Func<Task<MetricSource>> metrics, TimeProvider time, Random random, ILogger logger) : IAsyncDisposable
{
    /// <summary>How long the end waits for what is left to be sent.</summary>
    private static readonly TimeSpan s_flush = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _one = new(1);
    private volatile ImmutableSortedDictionary<string, SecretSource> _secrets = ImmutableSortedDictionary<string, SecretSource>.Empty;
    private Sending? _sending;

    /// <summary>Goes on under a configuration. What waits is kept, where it is to be sent somewhere.</summary>
    public async Task TakeAsync(ReactorConfiguration configuration)
    {
        _secrets = configuration.Secrets;
        await _one.WaitAsync();
        try
        {
            if (_sending?.Is(configuration) ?? configuration.Otlp is null)
            {
                return;
            }
            spans.Take(configuration.Otlp?.TraceRatio ?? 0);
            if (_sending is not null)
            {
                await _sending.DisposeAsync();
                _sending = null;
            }
            if (!spans.IsOn)
            {
                // Nobody sends them any more.
                DropAll();
            }
            if (configuration.Otlp is { } receiver)
            {
                _sending = Begin(receiver, configuration.Node.Name);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _one.WaitAsync();
        if (_sending is not null)
        {
            await _sending.StopAsync(s_flush);
        }
        _one.Dispose();
    }

    private void DropAll()
    {
        while (spans.TryTake(out _))
        {
            spans.CountDropped(1);
        }
    }

    private Sending Begin(OtlpConfiguration receiver, string node)
    {
        var sender = new OtlpSender(receiver, () => _secrets, time);
        var traces = new TraceSending(spans, node, sender, Outcomes(OtlpSignal.Traces), time, random);
        var sending = new Sending(receiver, node, sender, traces, time, logger);
        if (receiver.TraceRatio > 0)
        {
            sending.Run(traces.RunAsync);
        }
        if (receiver.MetricsInterval > TimeSpan.Zero)
        {
            // Its own connection: neither waits for the other.
            var ofMetrics = new OtlpSender(receiver, () => _secrets, time);
            sending.Run(new MetricsSending(metrics, node, receiver.MetricsInterval, ofMetrics, Outcomes(OtlpSignal.Metrics), time, logger).RunAsync, ofMetrics);
        }
        return sending;

        OtlpOutcomes Outcomes(OtlpSignal signal) => new(signal, receiver.Endpoint, counts, time, logger);
    }

    /// <summary>What is sent to one receiver.</summary>
    private sealed class Sending(OtlpConfiguration receiver, string node, OtlpSender sender, TraceSending traces, TimeProvider time, ILogger logger) : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stopping = new();
        private readonly List<Task> _loops = [];
        private readonly List<IDisposable> _ends = [sender];

        public bool Is(ReactorConfiguration configuration) =>
            configuration.Otlp is { } other && node == configuration.Node.Name && receiver.Headers.SequenceEqual(other.Headers) && receiver == other with { Headers = receiver.Headers };

        public void Run(Func<CancellationToken, Task> loop, params IDisposable[] ends)
        {
            _loops.Add(Task.Run(() => RunAsync(loop)));
            _ends.AddRange(ends);
        }

        public async ValueTask DisposeAsync() => await StopAsync(TimeSpan.Zero);

        public async Task StopAsync(TimeSpan flush)
        {
            await _stopping.CancelAsync();
            await Task.WhenAll(_loops);
            if (flush > TimeSpan.Zero && receiver.TraceRatio > 0)
            {
                using var giveUp = new CancellationTokenSource(flush, time);
                try
                {
                    await traces.FlushAsync(giveUp.Token);
                }
                catch (OperationCanceledException)
                {
                    // What is left is lost with the process.
                }
            }
            _ends.ForEach(end => end.Dispose());
            _stopping.Dispose();
        }

        private async Task RunAsync(Func<CancellationToken, Task> loop)
        {
            try
            {
                await loop(_stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                // Its end.
            }
            catch (Exception failure)
            {
                // A defect: it costs what is sent, nothing else.
                Failed(logger, failure);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Sending to the receiver of otlp ended inside Reactor: it begins again with a restart, or with another receiver")]
    private static partial void Failed(ILogger logger, Exception error);
}
