using System.Collections.Immutable;
using System.Net.Sockets;
using Reactor.Actors.Discovery;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Vms;
using Reactor.Qmp;

namespace Reactor.Actors.Tests.Vms;

public sealed class VmDialerTests : IDisposable
{
    private static readonly ImmutableSortedDictionary<string, string> s_none = ImmutableSortedDictionary<string, string>.Empty;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Path_that_leads_to_another_program_s_socket_by_now_is_not_dialled()
    {
        Directory.CreateDirectory(_folder.File("libvirt/qemu/lib/domain-1-x"));
        var real = _folder.File("libvirt/qemu/lib/domain-1-x/monitor.sock");
        using var monitor = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        monitor.Bind(new UnixDomainSocketEndPoint(real));
        monitor.Listen();
        File.CreateSymbolicLink(_folder.File("a.qmp"), real);
        var vm = new MonitoredVm("a", new UnixQmpAddress(_folder.File("a.qmp")), "h", s_none, s_none);

        var refused = await Assert.ThrowsAsync<QmpException>(() => VmDialer.ConnectAsync(vm, QmpConnectionOptions.Default, new NoSink(), isNew: false, CancellationToken.None));

        Assert.Contains("this monitor is libvirt's own", refused.Message, StringComparison.Ordinal);
        Assert.False(monitor.Poll(0, SelectMode.SelectRead), "somebody knocked");
    }

    [Fact]
    public async Task Path_of_a_plain_file_is_told_as_no_socket()
    {
        await File.WriteAllTextAsync(_folder.File("a.qmp"), "");
        var vm = new MonitoredVm("a", new UnixQmpAddress(_folder.File("a.qmp")), "h", s_none, s_none);

        var refused = await Assert.ThrowsAsync<QmpException>(() => VmDialer.ConnectAsync(vm, QmpConnectionOptions.Default, new NoSink(), isNew: false, CancellationToken.None));

        Assert.Contains("is not a socket", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Path_is_another_s_by_the_time_it_is_connected_it_is_dialled_again_and_where_it_is_gone_it_is_kept(bool isAnother)
    {
        var path = _folder.File("a.qmp");
        using var first = Listen(path);
        using var second = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var node = FileNode.Find(path);
        var dialling = VmDialer.ConnectAsync(
            new MonitoredVm("a", new UnixQmpAddress(path), "h", s_none, s_none), QmpConnectionOptions.Default, new NoSink(), isNew: false, CancellationToken.None);
        using var client = await first.AcceptAsync().Guarded();
        File.Delete(path);
        if (isAnother)
            second.Bind(new UnixDomainSocketEndPoint(path));
        await client.SendAsync("""{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": ""}, "capabilities": []}}"""u8.ToArray());
        await client.ReceiveAsync(new byte[1024]).Guarded();
        await client.SendAsync("""{"return": {}, "id": "r-1"}"""u8.ToArray());

        if (isAnother)
        {
            Assert.Contains("another socket", (await Assert.ThrowsAsync<QmpException>(() => dialling)).Message, StringComparison.Ordinal);
            return;
        }

        var (connection, found) = await dialling.Guarded();
        await connection.DisposeAsync();
        Assert.Equal(node, found);
    }

    private static Socket Listen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen();
        return socket;
    }

    private sealed class NoSink : IQmpEventSink
    {
        public bool Wants(ReadOnlySpan<byte> eventName) => false;

        public void OnEvents(IReadOnlyList<QmpEvent> batch)
        {
        }
    }
}
