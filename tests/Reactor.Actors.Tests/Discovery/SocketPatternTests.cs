using Reactor.Actors.Discovery;

namespace Reactor.Actors.Tests.Discovery;

public sealed class SocketPatternTests
{
    [Theory]
    [InlineData("/run/qemu/*.qmp", "/run/qemu/web1.qmp", true)]
    [InlineData("/run/qemu/*.qmp", "/run/qemu/a/web1.qmp", false)]
    [InlineData("/run/qemu/*.qmp", "/run/qemu/.web1.qmp", false)]
    [InlineData("/run/qemu/.*.qmp", "/run/qemu/.web1.qmp", true)]
    [InlineData("/run/qemu/*.qmp", "/run/qemu", false)]
    [InlineData("/run/*/qmp.sock", "/run/web1/qmp.sock", true)]
    [InlineData("/run/*/qmp.sock", "/run/qmp.sock", false)]
    [InlineData("/run/web?.qmp", "/run/web1.qmp", true)]
    [InlineData("/run/web1.qmp", "/run/web1.qmp", true)]
    [InlineData("/run/web1.qmp", "/run/WEB1.qmp", false)]
    public void Path_is_meant_name_by_name(string pattern, string path, bool expected) => Assert.Equal(expected, new SocketPattern(pattern).IsMatch(path));

    [Theory]
    [InlineData("/run/qemu/*.qmp", "/", true)]
    [InlineData("/run/qemu/*.qmp", "/run", true)]
    [InlineData("/run/qemu/*.qmp", "/run/qemu", true)]
    [InlineData("/run/qemu/*.qmp", "/run/qemu2", false)]
    [InlineData("/run/qemu/*.qmp", "/run/qemu/a/b", false)]
    [InlineData("/run/*/qmp.sock", "/run/web1", true)]
    [InlineData("/run/*/qmp.sock", "/srv/web1", false)]
    public void Folder_lies_on_the_way_where_each_of_its_names_is_meant(string pattern, string folder, bool expected) =>
        Assert.Equal(expected, new SocketPattern(pattern).LeadsThrough(folder));
}
