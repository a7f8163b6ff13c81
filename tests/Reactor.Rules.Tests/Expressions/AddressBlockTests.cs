using Reactor.Rules.Expressions;

namespace Reactor.Rules.Tests.Expressions;

public sealed class AddressBlockTests
{
    [Theory]
    [InlineData("10.1.2.3", "10.0.0.0/8", true)]
    [InlineData("11.1.2.3", "10.0.0.0/8", false)]
    [InlineData("10.1.2.3", "10.99.0.0/8", true)]
    [InlineData("192.168.1.129", "192.168.1.128/25", true)]
    [InlineData("192.168.1.127", "192.168.1.128/25", false)]
    [InlineData("1.2.3.4", "0.0.0.0/0", true)]
    [InlineData("1.2.3.4", "1.2.3.4", true)]
    [InlineData("1.2.3.5", "1.2.3.4/32", false)]
    [InlineData("fd00::1", "fd00::/8", true)]
    [InlineData("fe80::1", "fd00::/8", false)]
    [InlineData("fe80::1%3", "fe80::/10", true)]
    [InlineData("::ffff:10.1.2.3", "10.0.0.0/8", true)]
    [InlineData("10.1.2.3", "::ffff:10.0.0.0/104", true)]
    [InlineData("11.1.2.3", "::ffff:10.0.0.0/104", false)]
    [InlineData("10.1.2.3", "::/0", false)]
    [InlineData("fd00::1", "0.0.0.0/0", false)]
    [InlineData("", "0.0.0.0/0", false)]
    [InlineData("10", "0.0.0.0/0", false)]
    [InlineData("0x0a.1.2.3", "0.0.0.0/0", false)]
    [InlineData("010.1.2.3", "0.0.0.0/0", false)]
    [InlineData("10.1.2.3:5900", "0.0.0.0/0", false)]
    [InlineData("[::1]", "::/0", false)]
    [InlineData("[::1]:80", "::/0", false)]
    [InlineData("localhost", "0.0.0.0/0", false)]
    [InlineData("/run/vnc.sock", "0.0.0.0/0", false)]
    public void Contains_address_in_or_out_of_the_block(string address, string block, bool expected)
    {
        Assert.True(AddressBlock.TryParse(block, out var parsed));
        Assert.Equal(expected, parsed.Contains(address));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/8")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/ 8")]
    [InlineData("10.0.0/8")]
    [InlineData("fd00::/129")]
    [InlineData("example.net/8")]
    public void TryParse_text_that_is_no_block_is_refused(string text) => Assert.False(AddressBlock.TryParse(text, out _));
}
