using Reactor.Actors.Tests.Fakes;
using Reactor.Reactions.Alerts;
using Reactor.Reloading;
using Reactor.Store;
using Reactor.Tests.Telemetry;

namespace Reactor.Tests.Reloading;

public sealed class BadFilesAlertTests
{
    private readonly ManualTime _time = new();
    private readonly KeptLog _log = new();
    private readonly List<DaemonTrouble> _told = [];
    private readonly BadFilesAlert _alert;

    public BadFilesAlertTests() => _alert = new BadFilesAlert(Tell, _time, _log);

    private StoreUnavailableException? Failure { get; set; }

    [Fact]
    public async Task Slip_that_is_mended_within_the_grace_pages_nobody()
    {
        await _alert.BadAsync("1 error", "a.yaml", isAtOnce: false);
        _time.Advance(BadFilesAlert.Grace - TimeSpan.FromSeconds(1));
        await _alert.LookAsync();
        await _alert.GoodAsync();
        _time.Advance(BadFilesAlert.Grace);
        await _alert.LookAsync();

        Assert.Empty(_told);
    }

    [Fact]
    public async Task Files_that_stay_bad_are_told_once_as_they_were_found_last_and_as_good_again()
    {
        await _alert.BadAsync("1 error", "a.yaml", isAtOnce: false);
        _time.Advance(BadFilesAlert.Grace / 2);
        await _alert.BadAsync("2 errors", "a.yaml, b.yaml", isAtOnce: false);
        _time.Advance(BadFilesAlert.Grace / 2);
        await _alert.LookAsync();
        await _alert.LookAsync();
        Assert.Equal(DaemonTrouble.OfConfiguration(true, "2 errors", "a.yaml, b.yaml"), Assert.Single(_told));

        await _alert.GoodAsync();
        Assert.Equal(DaemonTrouble.OfConfiguration(false), _told[^1]);

        await _alert.GoodAsync();
        Assert.Equal(2, _told.Count);
    }

    [Fact]
    public async Task Files_that_are_asked_for_as_they_are_and_those_that_are_told_already_are_told_at_once()
    {
        await _alert.BadAsync("1 error", "a.yaml", isAtOnce: true);
        await _alert.BadAsync("2 errors", "b.yaml", isAtOnce: false);

        Assert.Equal([DaemonTrouble.OfConfiguration(true, "1 error", "a.yaml"), DaemonTrouble.OfConfiguration(true, "2 errors", "b.yaml")], _told);
    }

    [Fact]
    public async Task Next_slip_has_its_own_grace()
    {
        await _alert.BadAsync("1 error", "a.yaml", isAtOnce: true);
        await _alert.GoodAsync();
        _time.Advance(TimeSpan.FromHours(1));

        await _alert.BadAsync("1 error", "a.yaml", isAtOnce: false);

        Assert.Equal([true, false], _told.Select(trouble => trouble.IsBad));
    }

    [Fact]
    public async Task Start_with_good_files_ends_what_a_run_before_left()
    {
        await _alert.GoodAsync(isStart: true);

        Assert.False(Assert.Single(_told).IsBad);
    }

    [Fact]
    public async Task Store_that_cannot_be_written_is_said_in_the_log_once_and_tried_again()
    {
        Failure = new StoreUnavailableException(StoreFailure.Full, "the disk is full");
        await _alert.BadAsync("1 error", "a.yaml", isAtOnce: true);
        await _alert.LookAsync();
        Assert.Equal("The alert about the configuration was neither opened nor ended, and is tried again: the disk is full", Assert.Single(_log.Lines));

        Failure = null;
        await _alert.LookAsync();
        await _alert.LookAsync();

        Assert.Equal(DaemonTrouble.OfConfiguration(true, "1 error", "a.yaml"), Assert.Single(_told));
    }

    [Fact]
    public async Task End_that_could_not_be_told_is_told_later_whatever_slip_comes_between()
    {
        await _alert.BadAsync("1 error", "a.yaml", isAtOnce: true);
        Failure = new StoreUnavailableException(StoreFailure.Full, "the disk is full");
        await _alert.GoodAsync();
        await _alert.BadAsync("2 errors", "a.yaml", isAtOnce: false);
        await _alert.GoodAsync();
        Failure = null;

        await _alert.LookAsync();

        Assert.Equal([true, false], _told.Select(trouble => trouble.IsBad));
    }

    private Task Tell(DaemonTrouble trouble)
    {
        if (Failure is { } failure)
        {
            throw failure;
        }
        _told.Add(trouble);
        return Task.CompletedTask;
    }
}
