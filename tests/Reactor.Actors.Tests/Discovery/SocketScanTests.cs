using System.Net.Sockets;
using Reactor.Actors.Discovery;
using Reactor.Actors.Tests.Fakes;

namespace Reactor.Actors.Tests.Discovery;

public sealed class SocketScanTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<Socket> _sockets = [];

    public void Dispose()
    {
        _sockets.ForEach(socket => socket.Dispose());
        _folder.Dispose();
    }

    [Fact]
    public void Look_sockets_are_found_and_files_are_not()
    {
        Bind("a.qmp");
        Bind("b.other");
        File.WriteAllText(_folder.File("c.qmp"), "");

        Assert.Equal([_folder.File("a.qmp")], Look("*.qmp").Sockets.Select(socket => socket.Path));
    }

    [Fact]
    public void Look_folders_may_have_wildcards_and_two_patterns_give_one_socket()
    {
        Directory.CreateDirectory(_folder.File("web1"));
        Bind("web1/qmp.sock");

        Assert.Equal([_folder.File("web1/qmp.sock")], Look("*/qmp.sock", "web?/*.sock").Sockets.Select(socket => socket.Path));
    }

    [Fact]
    public void Look_folder_is_missing_its_nearest_parent_is_watched()
    {
        Assert.Equal([_folder.Path], Look("later/sub/*.qmp").Folders.Keys);

        Directory.CreateDirectory(_folder.File("later/sub"));

        Assert.Contains(_folder.File("later/sub"), Look("later/sub/*.qmp").Folders.Keys);
    }

    [Fact]
    public void Look_path_taken_over_is_another_node_and_untouched_is_the_same()
    {
        Bind("a.qmp");
        var first = Assert.Single(Look("*.qmp").Sockets);
        Assert.Equal(first, Assert.Single(Look("*.qmp").Sockets));
        File.SetLastWriteTimeUtc(_folder.File("a.qmp"), DateTime.UnixEpoch);
        Assert.Equal(first.Node.Inode, Assert.Single(Look("*.qmp").Sockets).Node.Inode);

        File.Delete(_folder.File("a.qmp"));
        Bind("a.qmp");

        Assert.NotEqual(first.Node.Inode, Assert.Single(Look("*.qmp").Sockets).Node.Inode);
    }

    [Fact]
    public void Look_guest_agents_socket_is_refused()
    {
        Bind("a.qga");

        var result = Look("*");

        Assert.Empty(result.Sockets);
        Assert.Equal("guest-agent", Assert.Single(result.Refused).Foreign.Owner);
    }

    [Theory]
    [InlineData("link.qmp", "libvirt/qemu/lib/domain-1-x/monitor.sock")]
    [InlineData("folder", "libvirt/qemu/lib/domain-1-x")]
    [InlineData("link.qmp", "other/link")]
    public void Look_link_to_another_program_s_socket_is_refused(string link, string to)
    {
        Directory.CreateDirectory(_folder.File("libvirt/qemu/lib/domain-1-x"));
        Directory.CreateDirectory(_folder.File("other"));
        Bind("libvirt/qemu/lib/domain-1-x/monitor.sock");
        File.CreateSymbolicLink(_folder.File("other/link"), "../libvirt/qemu/lib/domain-1-x/monitor.sock");
        File.CreateSymbolicLink(_folder.File(link), _folder.File(to));

        var result = Look("*.qmp", "folder/*");

        Assert.Empty(result.Sockets);
        Assert.Equal("libvirt", Assert.Single(result.Refused).Foreign.Owner);
    }

    [Fact]
    public void Look_link_to_a_socket_of_nobody_else_is_found_and_one_in_a_circle_is_not()
    {
        Directory.CreateDirectory(_folder.File("other"));
        Bind("other/a");
        File.CreateSymbolicLink(_folder.File("a.qmp"), _folder.File("other/a"));
        File.CreateSymbolicLink(_folder.File("b.qmp"), _folder.File("b.qmp"));

        Assert.Equal([_folder.File("a.qmp")], Look("*.qmp").Sockets.Select(socket => socket.Path));
        Assert.Null(RealPath.Find(_folder.File("b.qmp")));
    }

    private ScanResult Look(params string[] patterns) => SocketScan.Run(patterns.Select(pattern => new SocketPattern(_folder.File(pattern))));

    private void Bind(string name)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _sockets.Add(socket);
        socket.Bind(new UnixDomainSocketEndPoint(_folder.File(name)));
    }
}
