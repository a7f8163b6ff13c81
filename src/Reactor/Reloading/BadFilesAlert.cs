using Reactor.Reactions.Alerts;
using Reactor.Store;

namespace Reactor.Reloading;

/// <summary>
/// The alert about bad files. Of files that were found bad by themselves it is opened once they have been so for a while: whoever saves a file with a slip
/// in it, or in two steps, is at it. The log and the status say so at once. While the store can't be written it is tried again.
/// </summary>
/// <param name="tell">Opens, refreshes or ends the alert.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it is said that it could not be.</param>
internal sealed partial class BadFilesAlert(Func<DaemonTrouble, Task> tell, TimeProvider time, ILogger logger)
{
    /// <summary>How long files that are being worked on may be bad.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    private DaemonTrouble? _untold;
    private long? _since;
    private bool _isTold;
    private bool _isFailing;

    /// <summary>Files are bad.</summary>
    /// <param name="summary">One line for people.</param>
    /// <param name="findings">All that is wrong.</param>
    /// <param name="isAtOnce">Whether somebody wants these files now, as they are.</param>
    public Task BadAsync(string summary, string findings, bool isAtOnce)
    {
        // Where its end was not told it stands still.
        _isTold |= isAtOnce || _untold is { IsBad: false };
        _untold = DaemonTrouble.OfConfiguration(true, summary, findings);
        _since ??= time.GetTimestamp();
        return LookAsync();
    }

    /// <summary>Tells what has waited for long enough. Called now and then.</summary>
    public async Task LookAsync()
    {
        if (_untold is { } trouble && (_isTold || !trouble.IsBad || time.GetElapsedTime(_since!.Value) >= Grace))
        {
            _isTold = trouble.IsBad;
            await TellAsync(trouble);
        }
    }

    /// <summary>Files are good.</summary>
    /// <param name="isStart">Whether an alert may stand from before.</param>
    public Task GoodAsync(bool isStart = false)
    {
        var isOpen = _isTold || isStart || _untold is { IsBad: false };
        (_untold, _since, _isTold) = (isOpen ? DaemonTrouble.OfConfiguration(false) : null, null, false);
        return LookAsync();
    }

    private async Task TellAsync(DaemonTrouble trouble)
    {
        try
        {
            await tell(trouble);
            (_untold, _isFailing) = (null, false);
        }
        catch (StoreUnavailableException failure)
        {
            if (!_isFailing)
            {
                NotTold(logger, failure.Message);
            }
            _isFailing = true;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The alert about the configuration was neither opened nor ended, and is tried again: {Detail}")]
    private static partial void NotTold(ILogger logger, string detail);
}
