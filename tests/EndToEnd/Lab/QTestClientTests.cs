using System.Text;
using Reactor.Demo.Lab;

namespace EndToEnd.Lab;

public class QTestClientTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Command_goes_in_hexadecimal_and_ok_returns_its_value()
    {
        var heard = new TaskCompletionSource<string>();
        await using var qemu = new FakePeer(async (socket, ct) =>
        {
            heard.SetResult(Encoding.ASCII.GetString(await socket.ReceiveExactlyAsync("outl 0xcf8 0xffffffff\n".Length, ct)));
            await socket.SendAllAsync("OK\nOK 0x2a\r\n"u8.ToArray(), ct);
        });
        using var client = new QTestClient(await qemu.ConnectAsync(), TimeProvider.System);

        await client.OutLongAsync(0xcf8, uint.MaxValue, None);
        Assert.Equal("outl 0xcf8 0xffffffff\n", await heard.Task);
        Assert.Equal("0x2a", await client.SendAsync("inb 0x1", None));
    }

    [Theory]
    [InlineData("FAIL Unknown command\n", "was answered 'FAIL Unknown command'")]
    [InlineData("OKAY\n", "was answered 'OKAY'")]
    [InlineData("", "QEMU hung up")]
    [InlineData("O", "QEMU hung up")]
    public async Task Anything_but_ok_fails_with_what_was_said(string answer, string expected)
    {
        await using var qemu = new FakePeer((socket, ct) => socket.SendAllAsync(Encoding.ASCII.GetBytes(answer), ct));
        using var client = new QTestClient(await qemu.ConnectAsync(), TimeProvider.System);

        var e = await Assert.ThrowsAsync<LabException>(() => client.OutByteAsync(0x505, 1, None));

        Assert.Contains("outb 0x505 0x1", e.Message, StringComparison.Ordinal);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endless_line_is_cut_off()
    {
        await using var qemu = new FakePeer((socket, ct) => socket.SendAllAsync(new byte[64 * 1024], ct));
        using var client = new QTestClient(await qemu.ConnectAsync(), TimeProvider.System);

        var e = await Assert.ThrowsAsync<LabException>(() => client.OutByteAsync(0x505, 1, None));

        Assert.Contains("longer than 4096 bytes", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_that_never_comes_is_named_and_ends_the_conversation()
    {
        await using var qemu = new FakePeer((_, ct) => Task.Delay(Timeout.Infinite, ct));
        using var client = new QTestClient(await qemu.ConnectAsync(), new HurriedTime());

        var e = await Assert.ThrowsAsync<LabException>(() => client.OutByteAsync(0x505, 1, None));
        Assert.Contains("no answer within 60 s", e.Message, StringComparison.Ordinal);

        e = await Assert.ThrowsAsync<LabException>(() => client.OutByteAsync(0x505, 2, None));
        Assert.Contains("an earlier command was given up", e.Message, StringComparison.Ordinal);
    }

    // Every timer is due at once.
    private sealed class HurriedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
