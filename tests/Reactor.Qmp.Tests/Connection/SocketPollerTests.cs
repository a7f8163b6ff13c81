using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Reactor.Qmp.Tests.Connection;

/// <summary>How many connections share a thread that reads.</summary>
public sealed class SocketPollerTests
{
    private const int Sigwinch = 28;

    [Fact]
    public async Task Many_connections_that_come_and_go_each_hears_its_own()
    {
        using var server = FakeQmpServer.OnUnix();
        for (int round = 0; round < 3; round++)
        {
            var clients = new List<(QmpConnection Connection, FakeQmpClient Client, RecordingSink Sink)>();
            for (int i = 0; i < 100; i++)
            {
                var sink = new RecordingSink();
                var (connection, client) = await server.ConnectAsync(sink);
                clients.Add((connection, client, sink));
            }

            for (int i = 0; i < clients.Count; i++)
                await clients[i].Client.LineAsync($$"""{"event": "E{{i}}"}""");
            for (int i = 0; i < clients.Count; i++)
            {
                await clients[i].Sink.WaitForAsync($"E{i}");
                Assert.Single(clients[i].Sink.Events);
                if (i % 2 == 0)
                    clients[i].Client.Dispose();
                else
                    await clients[i].Connection.DisposeAsync();
            }

            foreach (var (connection, client, _) in clients)
            {
                await connection.Completion.Guarded();
                client.Dispose();
            }
        }
    }

    [Fact]
    public async Task Message_in_pieces_beside_others_is_put_together()
    {
        using var server = FakeQmpServer.OnUnix();
        var (one, other) = (new RecordingSink(), new RecordingSink());
        var (connection, client) = await server.ConnectAsync(one);
        var (connection2, client2) = await server.ConnectAsync(other);
        await using var _ = connection;
        await using var __ = connection2;
        using var ___ = client;
        using var ____ = client2;
        await client.SendAsync("""{"event": "ST""");
        await client2.LineAsync("""{"event": "RESUME"}""");
        await other.WaitForAsync("RESUME");
        await client.SendAsync("""OP"}""");
        await one.WaitForAsync("STOP");
    }

    [Fact]
    public void Without_descriptors_or_memory_for_threads_there_are_as_many_as_could_be_made_and_no_socket_is_taken()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

        var none = SocketPoller.StartAll(() => throw new IOException("epoll_create1(2) failed: Too many open files"));

        Assert.Empty(none);
        Assert.Empty(SocketPoller.StartAll(() => throw new InsufficientMemoryException()));
        Assert.False(SocketPoller.TryWatch(none, socket, new Unread()));
    }

    [Fact]
    public void Socket_that_the_system_takes_no_more_of_is_not_taken_and_its_place_is_free_again()
    {
        // The same once more, as one beyond what a user may have watched: the kernel refuses.
        SocketPoller[] one = [SocketPoller.Start()];
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var reader = new Unread();

        Assert.True(SocketPoller.TryWatch(one, listener.Server, reader));
        for (int i = 0; i < 1000; i++)
            Assert.False(SocketPoller.TryWatch(one, listener.Server, reader));
        Assert.Equal(1, one[0].Watched);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Signal_that_interrupts_the_waiting_changes_nothing()
    {
        var handled = new TaskCompletionSource();
        using var registration = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => handled.TrySetResult());
        using var server = FakeQmpServer.OnUnix();
        var sink = new RecordingSink();
        var (connection, client) = await server.ConnectAsync(sink);
        await using var _ = connection;
        using var __ = client;

        foreach (var reader in Threads())
            Assert.Equal(0, Kill(Environment.ProcessId, reader, Sigwinch));
        await handled.Task.Guarded();
        await client.LineAsync("""{"event": "STOP"}""");

        await sink.WaitForAsync("STOP");
    }

    [Theory]
    [InlineData(false, "Bad file descriptor")]
    [InlineData(true, "Invalid argument")]
    public async Task Descriptor_that_is_not_its_own_any_more_the_process_is_to_end_and_is_told_why(bool isAnothers, string reason)
    {
        using var file = File.OpenHandle("/dev/null");
        var ended = new TaskCompletionSource<string>();

        _ = new SocketPoller(isAnothers ? (int)file.DangerousGetHandle() : -1, ended.SetResult);

        Assert.StartsWith($"Monitors can't be read any more: epoll_wait(2) failed: {reason}.", await ended.Task.Guarded(), StringComparison.Ordinal);
    }

    private static IEnumerable<int> Threads() =>
        from task in Directory.EnumerateDirectories("/proc/self/task")
        where NameOf(task) == SocketPoller.ThreadName
        select int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture);

    private static string NameOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).TrimEnd();
        }
        catch (IOException)
        {
            return ""; // It has ended since.
        }
    }

    [DllImport("libc", EntryPoint = "tgkill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int thread, int signal);

    private sealed class Unread : IReadable
    {
        public void Read(SocketPoller.Place place)
        {
            // Nothing comes of it.
        }
    }
}
