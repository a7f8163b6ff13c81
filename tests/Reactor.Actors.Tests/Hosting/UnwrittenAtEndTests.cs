using Reactor.Actors.Clocks;
using Reactor.Actors.Hosting;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;

namespace Reactor.Actors.Tests.Hosting;

public sealed class UnwrittenAtEndTests : IDisposable
{
    private readonly RecordingLoggers _logs = new();
    private readonly RuntimeStatusBoard _board = new(new EngineClock(TimeProvider.System, null));

    public void Dispose() => _logs.Dispose();

    [Fact]
    public void End_events_of_a_vm_are_unread_is_told_and_is_a_fault()
    {
        _board.SetVm("v", () => new VmStatus { Name = "web1", Address = "unix:/q", Host = "h1", State = VmState.Stopped, Since = default, Buffered = 7 });

        UnwrittenAtEnd.Tell(_board, _logs.CreateLogger("store"));

        Assert.Contains("7 events unread", Assert.Single(_logs.Lines), StringComparison.Ordinal);
        Assert.Contains("7 events unread", _board.ReadHealth().Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void End_all_is_read_and_written_is_nothing_to_tell()
    {
        UnwrittenAtEnd.Tell(_board, _logs.CreateLogger("store"));

        Assert.Empty(_logs.Lines);
        Assert.Null(_board.ReadHealth().Fault);
    }
}
