using System.Net;
using Reactor.Actors.Deliveries;

namespace Reactor.Actors.Tests.Deliveries;

public class RefusedAddressesTests
{
    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::169.254.169.254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("febf::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("100.100.100.200")]
    public void Contains_link_local_or_metadata_is_refused(string address) => Assert.True(RefusedAddresses.Contains(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.1")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("100.100.100.201")]
    [InlineData("::1")]
    [InlineData("fec0::1")]
    [InlineData("fd00:ec2::253")]
    [InlineData("2001:db8::1")]
    public void Contains_any_other_is_allowed(string address) => Assert.False(RefusedAddresses.Contains(IPAddress.Parse(address)));
}
