using System.Collections.Immutable;
using System.Globalization;
using System.Net.Sockets;
using Reactor.Actors.Discovery;
using Reactor.Actors.Tests.Fakes;

namespace Reactor.Actors.Tests.Discovery;

public sealed class FolderWatcherTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Systems_queue_overflows_that_is_told_too_and_what_came_meanwhile_is_there_to_be_found()
    {
        var most = int.Parse(File.ReadAllText("/proc/sys/fs/inotify/max_queued_events"), CultureInfo.InvariantCulture);
        using var goesOn = new ManualResetEventSlim();
        var (first, overflow) = (new TaskCompletionSource(), new TaskCompletionSource<ScanResult>());
        var told = 0;
        using var watcher = new FolderWatcher(_ =>
        {
            // The first change, those that the queue holds, and one more: that the rest is lost.
            if (++told == 1)
                first.SetResult();
            goesOn.Wait();
            if (told == most + 2)
                overflow.SetResult(SocketScan.Run([new SocketPattern(_folder.File("*.qmp"))], DateTimeOffset.UnixEpoch, new SocketLook()));
        });
        watcher.Watch(ImmutableDictionary<string, FileNode>.Empty.Add(_folder.Path, FileNode.Find(_folder.Path)!.Value));

        Directory.CreateDirectory(_folder.File("a"));
        await first.Task.Guarded();
        for (var queued = 0; queued <= most; queued += 2)
        {
            Directory.CreateDirectory(_folder.File("b"));
            Directory.Delete(_folder.File("b"));
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder.File("vm.qmp")));
        goesOn.Set();

        Assert.Equal(_folder.File("vm.qmp"), Assert.Single((await overflow.Task.Guarded()).Sockets).Path);
    }
}
