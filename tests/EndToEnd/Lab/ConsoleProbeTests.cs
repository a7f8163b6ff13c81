using System.Buffers.Binary;
using Reactor.Demo.Lab;

namespace EndToEnd.Lab;

public class ConsoleProbeTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Vnc_server_that_wants_a_password_is_told_apart()
    {
        await using var server = new FakePeer(async (socket, ct) =>
        {
            await socket.SendAllAsync("RFB 003.008\n"u8.ToArray(), ct);
            await socket.SendAllAsync(new byte[] { 2, 2, 19 }, ct);
        });

        var e = await Assert.ThrowsAsync<LabException>(() => VncProbe.OpenAsync(server.EndPoint, TimeProvider.System, None));

        Assert.Contains("security types 2, 19", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vnc_server_with_an_endless_name_is_refused()
    {
        await using var server = new FakePeer(async (socket, ct) =>
        {
            await socket.SendAllAsync("RFB 003.008\n"u8.ToArray(), ct);
            await socket.SendAllAsync(new byte[] { 1, 1, 0, 0, 0, 0 }, ct);
            var init = new byte[24];
            BinaryPrimitives.WriteUInt32BigEndian(init.AsSpan(20), uint.MaxValue);
            await socket.SendAllAsync(init, ct);
        });

        var e = await Assert.ThrowsAsync<LabException>(() => VncProbe.OpenAsync(server.EndPoint, TimeProvider.System, None));

        Assert.Contains("4294967295 bytes", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_hangs_up_says_how_far_it_came()
    {
        await using var server = new FakePeer((socket, ct) => socket.SendAllAsync("RFB"u8.ToArray(), ct));

        var e = await Assert.ThrowsAsync<LabException>(() => VncProbe.KnockAsync(server.EndPoint, TimeProvider.System, None));

        Assert.Contains("3 of 12 bytes", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP", 178u)]
    [InlineData("REDQ", 165u)]
    [InlineData("REDQ", uint.MaxValue)]
    public async Task Peer_that_is_no_spice_server_is_refused(string magic, uint size)
    {
        await using var server = new FakePeer((socket, ct) => socket.SendAllAsync(Header(magic, size), ct));

        var e = await Assert.ThrowsAsync<LabException>(() => SpiceProbe.OpenAsync(server.EndPoint, TimeProvider.System, None));

        Assert.Contains("No SPICE server", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spice_server_that_refuses_the_link_gives_its_error()
    {
        await using var server = new FakePeer(async (socket, ct) =>
        {
            await socket.SendAllAsync(Header("REDQ", 178), ct);
            var reply = new byte[178];
            reply[0] = 7;
            await socket.SendAllAsync(reply, ct);
        });

        var e = await Assert.ThrowsAsync<LabException>(() => SpiceProbe.OpenAsync(server.EndPoint, TimeProvider.System, None));

        Assert.Contains("refused the link (error 7)", e.Message, StringComparison.Ordinal);
    }

    private static byte[] Header(string magic, uint size)
    {
        var header = new byte[16];
        System.Text.Encoding.ASCII.GetBytes(magic, header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), size);
        return header;
    }
}
