using System.Net.Sockets;

namespace Reactor.Qmp.Tests.Connection;

public sealed class SocketStreamTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("qmp-").FullName;
    private readonly Socket _peer;
    private readonly SocketStream _stream;

    public SocketStreamTests()
    {
        var place = new UnixDomainSocketEndPoint(Path.Combine(_folder, "s"));
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(place);
        listener.Listen();
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(place);
        _peer = listener.Accept();
        _stream = new SocketStream(socket);
    }

    [Fact]
    public void TryRead_of_what_is_there_gives_it_without_waiting_for_more()
    {
        var buffer = new byte[16];
        Assert.False(_stream.TryRead(buffer, out _));

        _peer.Send("{}"u8);
        Assert.True(_stream.TryRead(buffer, out int count));
        Assert.Equal("{}"u8, buffer.AsSpan(0, count));
        Assert.False(_stream.TryRead(buffer, out _));
    }

    [Fact]
    public void TryRead_at_the_end_gives_nothing()
    {
        _peer.Dispose();
        Assert.True(_stream.TryRead(new byte[16], out int count));
        Assert.Equal(0, count);
    }

    [Fact]
    public void TryRead_from_a_peer_that_left_commands_unread_fails_as_the_stream_does()
    {
        _stream.Write("x"u8);
        _peer.Dispose();
        var error = Assert.Throws<IOException>(() => _stream.TryRead(new byte[16], out _));
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(error.InnerException).SocketErrorCode);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _peer.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
