using System.Net.Sockets;
using Reactor.Api;
using Reactor.CommandLine;

namespace Reactor.Tests.Api;

public sealed class ControlSocketTests
{
    [Fact]
    public void Prepare_socket_that_nobody_answers_on_is_removed()
    {
        using var folder = new TestFolder();
        var path = folder.File("reactor.sock");
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(folder.File("bound")));
            File.Move(folder.File("bound"), path);      // closing removes what was bound, not what a killed daemon leaves
        }
        Assert.True(File.Exists(path));

        ControlSocket.Prepare(path);

        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Prepare_file_that_is_no_socket_is_left_alone()
    {
        using var folder = new TestFolder();
        var path = folder.Write("reactor.sock", "precious");

        var failure = Assert.Throws<CommandFailedException>(() => ControlSocket.Prepare(path));

        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(path));
    }

    [Fact]
    public void Prepare_path_too_long_for_a_socket_says_so()
    {
        var failure = Assert.Throws<CommandFailedException>(() => ControlSocket.Prepare("/tmp/" + new string('x', 120) + "/reactor.sock"));

        Assert.Contains("107", failure.Message, StringComparison.Ordinal);
    }
}
