using Reactor.Init;

namespace Reactor.Tests.Init;

public sealed class HostLookTests : IDisposable
{
    private readonly TestFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Host_without_anything_has_nothing() => Assert.Empty(new HostLook(_root.Path).Find());

    [Fact]
    public void Running_qemus_and_sockets_that_somebody_listens_on_are_found_once()
    {
        Process(71, "/srv", "qemu-system-x86_64", "-name", "web1", "-qmp", "unix:/run/qemu/web1.qmp,server=on,wait=off");
        Process(72, "/srv", "qemu-system-x86_64", "-name", "rel", "-qmp", "unix:rel.qmp,server=on,wait=off");
        Process(73, "/srv", "/usr/bin/sleep", "-qmp", "unix:/run/qemu/no.qmp,server=on");
        _root.Write("proc/self/cmdline", "qemu-system-x86_64\0-qmp\0unix:/self,server=on\0");
        _root.Write("proc/net/unix", """
            Num       RefCount Protocol Flags    Type St Inode Path
            00000000000d4d61: 00000002 00000000 00010000 0001 01  1235 /run/qemu/web1.qmp
            00000000000d4d62: 00000002 00000000 00010000 0001 01  1236 /run/qemu/db1.qmp
            00000000000d4d63: 00000003 00000000 00000000 0001 03  1237 /run/qemu/connected.qmp
            00000000000d4d71: 00000002 00000000 00010000 0001 01  1251 /run/qemu/connected.qmp
            00000000000d4d64: 00000002 00000000 00010000 0001 01  1238 /run/qemu-server/100.qmp
            00000000000d4d65: 00000002 00000000 00010000 0001 01  1239 /run/qemu/db1.vnc
            00000000000d4d66: 00000002 00000000 00010000 0001 01  1240 @abstract.qmp
            00000000000d4d67: 00000002 00000000 00010000 0001 01  1241
            00000000000d4d68: 00000002 00000000 00010000 0001 01  1242 /srv/my vms/a.qmp
            """);

        var found = new HostLook(_root.Path).Find();

        Assert.Equal(
            [("", "/run/qemu-server/100.qmp", MonitorUse.Foreign), ("", "/run/qemu/connected.qmp", MonitorUse.Foreign), ("", "/run/qemu/db1.qmp", MonitorUse.Free), ("", "/srv/my vms/a.qmp", MonitorUse.Free), ("rel", "/srv/rel.qmp", MonitorUse.Free), ("web1", "/run/qemu/web1.qmp", MonitorUse.Free)],
            found.Select(m => (m.Vm, m.Path, m.Use)));
    }

    private void Process(int id, string folder, params string[] arguments)
    {
        _root.Write($"proc/{id}/cmdline", string.Join('\0', arguments) + "\0");
        File.CreateSymbolicLink(_root.File($"proc/{id}/cwd"), folder);
    }
}
