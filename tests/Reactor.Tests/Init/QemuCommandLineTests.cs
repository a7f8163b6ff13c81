using FsCheck.Xunit;
using Reactor.Init;

namespace Reactor.Tests.Init;

public sealed class QemuCommandLineTests
{
    [Theory]
    [InlineData("-qmp unix:/run/vms/a.qmp,server=on,wait=off", "/run/vms/a.qmp", nameof(MonitorUse.Free))]
    [InlineData("--qmp unix:/run/vms/a.qmp,server,nowait", "/run/vms/a.qmp", nameof(MonitorUse.Free))]
    [InlineData("-qmp-pretty unix:a.qmp,server=on", "/srv/vm/a.qmp", nameof(MonitorUse.Free))]
    [InlineData("-qmp unix:/run/a,,b.qmp,server=on", "/run/a,b.qmp", nameof(MonitorUse.Free))]
    [InlineData("-chardev socket,id=m1,path=/run/m.sock,server=on -mon chardev=m1,mode=control", "/run/m.sock", nameof(MonitorUse.Free))]
    [InlineData("-chardev socket,id=m1,path=/run/m.sock,server=on -qmp chardev:m1", "/run/m.sock", nameof(MonitorUse.Free))]
    [InlineData("-qmp unix:/run/d.sock,server=off,reconnect=1", "/run/d.sock", nameof(MonitorUse.Dials))]
    [InlineData("-qmp unix:/run/qemu-server/100.qmp,server=on,wait=off", "/run/qemu-server/100.qmp", nameof(MonitorUse.Foreign))]
    [InlineData("-chardev socket,id=qmp,path=/var/run/qemu-server/100.qmp,server=on,wait=off -mon chardev=qmp,mode=control", "/var/run/qemu-server/100.qmp", nameof(MonitorUse.Foreign))]
    [InlineData("-chardev socket,id=charmonitor,fd=22,server=on,wait=off -mon chardev=charmonitor,id=monitor,mode=control", "", nameof(MonitorUse.Foreign))]
    public void Monitor_is_found_and_whose_it_is(string options, string path, string use)
    {
        var found = Assert.Single(Read($"/usr/bin/qemu-system-x86_64 -name guest=web1,debug-threads=on {options} -m 64"));

        Assert.Equal(("web1", path, use), (found.Vm, found.Path, found.Use.ToString()));
        Assert.Equal(found.Use == MonitorUse.Free, found.Note.Length == 0);
    }

    [Theory]
    [InlineData("qemu-system-x86_64 -monitor unix:/run/hmp.sock,server=on")]
    [InlineData("qemu-system-x86_64 -chardev socket,id=s,path=/run/serial.sock,server=on -serial chardev:s")]
    [InlineData("qemu-system-x86_64 -chardev socket,id=m,path=/run/hmp.sock,server=on -mon chardev=m,mode=readline")]
    [InlineData("qemu-system-x86_64 -qmp tcp:127.0.0.1:4444,server=on")]
    [InlineData("qemu-system-x86_64 -qmp")]
    [InlineData("qemu-img -qmp unix:/a,server=on")]
    [InlineData("")]
    public void What_is_no_monitor_of_this_kind_is_not_found(string line) => Assert.Empty(Read(line));

    [Fact]
    public void Short_name_and_a_second_monitor_beside_libvirts_are_read()
    {
        var found = Read("kvm -name web1 -chardev socket,id=charmonitor,fd=3 -mon chardev=charmonitor,mode=control -qmp unix:/run/reactor/web1.qmp,server=on,wait=off");

        Assert.Equal([("web1", "", MonitorUse.Foreign), ("web1", "/run/reactor/web1.qmp", MonitorUse.Free)], found.Select(m => (m.Vm, m.Path, m.Use)));
    }

    [Property]
    public void No_command_line_makes_it_fail(string?[] arguments) =>
        QemuCommandLine.Read(["qemu-system-x86_64", .. arguments.SelectMany(a => new[] { "-qmp", "unix:" + a, "-mon", a ?? "", "-name", a ?? "" })], "/srv");

    private static IReadOnlyList<FoundMonitor> Read(string line) => QemuCommandLine.Read(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), "/srv/vm");
}
