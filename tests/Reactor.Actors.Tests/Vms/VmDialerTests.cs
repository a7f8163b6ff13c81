using System.Collections.Immutable;
using System.Net.Sockets;
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

    private sealed class NoSink : IQmpEventSink
    {
        public bool Wants(ReadOnlySpan<byte> eventName) => false;

        public void OnEvents(IReadOnlyList<QmpEvent> batch)
        {
        }
    }
}
