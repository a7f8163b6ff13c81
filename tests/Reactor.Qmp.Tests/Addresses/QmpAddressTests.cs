namespace Reactor.Qmp.Tests.Addresses;

public class QmpAddressTests
{
    [Theory]
    [InlineData("unix:/run/qemu/web1.qmp")]
    [InlineData("unix:relative.sock")]
    [InlineData("unix:/tmp/with space,and:colon")]
    [InlineData("tcp:127.0.0.1:4444")]
    [InlineData("tcp:db1.example.net:1")]
    [InlineData("tcp:[::1]:65535")]
    [InlineData("tcp:[fe80::1%3]:4444")]
    public void TryParse_right_text_round_trips(string text)
    {
        Assert.True(QmpAddress.TryParse(text, out var address, out var error), error);
        Assert.Equal(text, address.ToString());
    }

    [Fact]
    public void TryParse_tcp_ipv6_gives_host_without_brackets()
    {
        Assert.True(QmpAddress.TryParse("tcp:[::1]:4444", out var address, out _));
        Assert.Equal(new TcpQmpAddress("::1", 4444), address);
    }

    [Theory]
    [InlineData("/run/q.sock", "write 'unix:/run/q.sock'")]
    [InlineData("", "neither")]
    [InlineData("unix:", "names no path")]
    [InlineData("unix:a\0b", "NUL")]
    [InlineData("tcp:host", "has no port")]
    [InlineData("tcp::4444", "names no host")]
    [InlineData("tcp:host:0", "from 1 to 65535")]
    [InlineData("tcp:host:65536", "from 1 to 65535")]
    [InlineData("tcp:host:+1", "from 1 to 65535")]
    [InlineData("tcp:::1:4444", "in brackets")]
    [InlineData("tcp:[nonsense]:4444", "no IPv6 address")]
    [InlineData("tcp:host:4444,server=on", "without QEMU's settings")]
    [InlineData("TCP:host:1", "neither")]
    public void TryParse_wrong_text_says_what_is_wrong(string text, string expected)
    {
        Assert.False(QmpAddress.TryParse(text, out var address, out var error));
        Assert.Null(address);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_unix_path_counts_bytes_not_characters()
    {
        Assert.True(QmpAddress.TryParse("unix:" + new string('a', 107), out _, out _));
        Assert.False(QmpAddress.TryParse("unix:" + new string('a', 108), out _, out var error));
        Assert.Contains("108 bytes", error, StringComparison.Ordinal);
        Assert.Contains("107", error, StringComparison.Ordinal);
        Assert.False(QmpAddress.TryParse("unix:" + new string('ä', 54), out _, out _));
    }
}
