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

    [Fact]
    public void Folders_have_not_changed_since_long_before_the_look_it_holds()
    {
        Bind("a.qmp");
        var seen = Look(TimeSpan.FromMinutes(1), "*.qmp", "b.qmp", "later/c.qmp");

        Assert.True(seen.StillHolds(new SocketLook()));
        Bind("other");
        Assert.False(seen.StillHolds(new SocketLook()));
    }

    [Fact]
    public void Something_else_changes_beside_the_folder_it_holds()
    {
        Directory.CreateDirectory(_folder.File("run"));
        var seen = Look(TimeSpan.FromMinutes(1), "run/*.qmp", "run/a.qmp");

        File.WriteAllText(_folder.File("other"), "");

        Assert.True(seen.StillHolds(new SocketLook()));
        Assert.Contains(_folder.Path, seen.Folders.Keys);
    }

    [Fact]
    public void Folders_have_just_changed_when_looked_into_it_does_not_hold()
    {
        Bind("a.qmp");

        Assert.False(Look("*.qmp").StillHolds(new SocketLook()));
    }

    [Fact]
    public void Missing_folder_appears_it_does_not_hold()
    {
        var seen = Look(TimeSpan.FromMinutes(1), "later/sub/a.qmp");
        Assert.True(seen.StillHolds(new SocketLook()));

        Directory.CreateDirectory(_folder.File("later"));

        Assert.False(seen.StillHolds(new SocketLook()));
    }

    [Fact]
    public void Folder_is_another_s_by_now_it_does_not_hold()
    {
        Directory.CreateDirectory(_folder.File("one/sub"));
        Directory.CreateDirectory(_folder.File("two/sub"));
        var seen = Look(TimeSpan.FromMinutes(1), "one/sub/*.qmp");
        Assert.True(seen.StillHolds(new SocketLook()));

        Directory.Move(_folder.File("one"), _folder.File("zero"));
        Directory.Move(_folder.File("two"), _folder.File("one"));

        Assert.False(seen.StillHolds(new SocketLook()));
    }

    [Fact]
    public void Link_is_among_them_it_never_holds()
    {
        File.CreateSymbolicLink(_folder.File("a.qmp"), "/nowhere/a");

        Assert.False(Look(TimeSpan.FromMinutes(1), "*.qmp").StillHolds(new SocketLook()));
    }

    [Fact]
    public void Literal_paths_of_one_folder_are_found_and_their_folder_is_watched()
    {
        Bind("a.qmp");
        Bind("b.qmp");

        var seen = Look("a.qmp", "b.qmp", "c.qmp");

        Assert.Equal([_folder.File("a.qmp"), _folder.File("b.qmp")], seen.Sockets.Select(socket => socket.Path));
        Assert.Contains(_folder.Path, seen.Folders.Keys);
    }

    private ScanResult Look(params string[] patterns) => Look(TimeSpan.Zero, patterns);

    // As if it were looked so much later than it is: what was made for the test is old then.
    private ScanResult Look(TimeSpan later, params string[] patterns) =>
        SocketScan.Run(patterns.Select(pattern => new SocketPattern(_folder.File(pattern))), TimeProvider.System.GetUtcNow() + later, new SocketLook());

    private void Bind(string name)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _sockets.Add(socket);
        socket.Bind(new UnixDomainSocketEndPoint(_folder.File(name)));
    }
}
