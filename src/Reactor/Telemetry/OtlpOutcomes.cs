using Reactor.Output;

namespace Reactor.Telemetry;

/// <summary>
/// What became of requests to a receiver of OTLP: each is counted, and the log tells in the same breath when they begin to fail and when they are taken
/// again. A receiver that comes and goes fills no log: how often it failed again is told with the next line.
/// </summary>
/// <param name="signal">What is sent.</param>
/// <param name="endpoint">To where.</param>
/// <param name="counts">Where they are counted.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class OtlpOutcomes(OtlpSignal signal, Uri endpoint, OtlpCounts counts, TimeProvider time, ILogger logger)
{
    /// <summary>How far lines about failures are apart.</summary>
    internal static readonly TimeSpan Apart = TimeSpan.FromMinutes(1);

    private readonly string _signal = signal.ToString().ToLowerInvariant();
    private bool _isFailing;
    private bool _isTold;
    private long? _toldAt;
    private long _untold;
    private long _lost;

    /// <summary>A request was taken.</summary>
    public void Taken()
    {
        counts.Count(signal, isTaken: true);
        if (_isTold)
        {
            Works(logger, _signal, endpoint, _lost);
            _lost = 0;
        }
        (_isFailing, _isTold) = (false, false);
    }

    /// <summary>A request failed.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="lost">What is not sent any more because of it.</param>
    public void Failed(string failure, long lost)
    {
        counts.Count(signal, isTaken: false);
        _lost += lost;
        if (_isTold)
        {
            return;
        }
        if (_toldAt is { } at && time.GetElapsedTime(at) < Apart)
        {
            _untold += _isFailing ? 0 : 1;
        }
        else
        {
            Fails(logger, _signal, endpoint, failure, _untold == 0 ? "" : $" It did so {Number.Of(_untold, "time", "times")} more since that was told last.");
            (_isTold, _toldAt, _untold) = (true, time.GetTimestamp(), 0);
        }
        _isFailing = true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Signal} are not taken by {Endpoint}: {Detail}. Of what can't be sent some is kept and tried again; reactions don't wait for it.{Again}")]
    private static partial void Fails(ILogger logger, string signal, Uri endpoint, string detail, string again);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Signal} are taken by {Endpoint} again; {Lost} were given up meanwhile")]
    private static partial void Works(ILogger logger, string signal, Uri endpoint, long lost);
}
