namespace Reactor.Telemetry;

/// <summary>Tells in the log when a receiver of OTLP begins to fail, and when it works again: not of each request between.</summary>
internal sealed partial class OtlpTrouble(OtlpSignal signal, Uri endpoint, ILogger logger)
{
    private readonly string _signal = signal.ToString().ToLowerInvariant();
    private bool _isFailing;
    private long _lost;

    /// <summary>A request failed.</summary>
    /// <param name="failure">Why.</param>
    public void Begin(string failure)
    {
        if (!_isFailing)
        {
            Fails(logger, _signal, endpoint, failure);
        }
        _isFailing = true;
    }

    /// <summary>Something is not sent any more because of it.</summary>
    public void Lose(long count) => _lost += count;

    /// <summary>A request was taken.</summary>
    public void End()
    {
        if (_isFailing)
        {
            Works(logger, _signal, endpoint, _lost);
        }
        (_isFailing, _lost) = (false, 0);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Signal} are not taken by {Endpoint}: {Detail}. Of what can't be sent some is kept and tried again; reactions don't wait for it")]
    private static partial void Fails(ILogger logger, string signal, Uri endpoint, string detail);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Signal} are taken by {Endpoint} again; {Lost} were given up meanwhile")]
    private static partial void Works(ILogger logger, string signal, Uri endpoint, long lost);
}
