using System.Net.Sockets;
using Reactor.Actors.DialIn;
using Reactor.Actors.Discovery;
using Reactor.Actors.Tests.Fakes;

namespace Reactor.Actors.Tests.DialIn;

public sealed class DialInSocketTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Socket_is_seen_once_it_listens_and_its_group_may_use_it()
    {
        var path = _folder.File("in.sock");
        File.WriteAllText(path + "~", "left behind");

        using var socket = DialInSocket.Open(path);

        Connect(path);
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
        Assert.Equal("660", Convert.ToString(FileNode.Find(path)!.Value.Mode & 0x1ff, 8));
    }

    [Fact]
    public void Socket_that_a_killed_daemon_left_is_replaced_and_one_that_is_served_is_not()
    {
        var path = _folder.File("in.sock");
        using (var killed = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            killed.Bind(new UnixDomainSocketEndPoint(path + ".old"));
            File.Move(path + ".old", path); // Not removed with its socket.
        }

        using var socket = DialInSocket.Open(path);

        Assert.Contains("another process serves", Assert.Throws<IOException>(() => DialInSocket.Open(path)).Message, StringComparison.Ordinal);
        Connect(path);
    }

    [Fact]
    public void Folder_that_is_missing_is_told_as_that() =>
        Assert.Contains("the folder", Assert.Throws<IOException>(() => DialInSocket.Open(_folder.File("none/in.sock"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Closing_removes_the_file_unless_it_is_another_s_by_then()
    {
        var (mine, others) = (_folder.File("mine.sock"), _folder.File("others.sock"));
        DialInSocket.Open(mine).Dispose();
        var taken = DialInSocket.Open(others);
        File.Delete(others);
        File.WriteAllText(others, "another's");

        taken.Dispose();

        Assert.False(File.Exists(mine));
        Assert.True(File.Exists(others));
    }

    [Fact]
    public void Folder_where_its_file_should_be_is_told_as_any_other_failure()
    {
        Directory.CreateDirectory(_folder.File("in.sock~"));

        Assert.Contains("can't be made", Assert.Throws<IOException>(() => DialInSocket.Open(_folder.File("in.sock"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Socket_is_in_place_until_its_file_is_gone_or_another_s()
    {
        var path = _folder.File("in.sock");
        using var socket = DialInSocket.Open(path);
        Assert.True(socket.IsInPlace);
        Connect(path);
        Assert.True(socket.IsInPlace);

        File.Delete(path);
        Assert.False(socket.IsInPlace);
        using var others = DialInSocket.Open(path);
        Assert.False(socket.IsInPlace);
    }

    public void Dispose() => _folder.Dispose();

    private static void Connect(string path)
    {
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(path));
    }
}
