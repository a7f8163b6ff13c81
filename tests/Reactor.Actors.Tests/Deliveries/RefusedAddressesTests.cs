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
    [InlineData("fd00:ec2::23")]
    [InlineData("100.100.100.200")]
    [InlineData("168.63.129.16")]
    [InlineData("192.0.0.192")]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.250")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::ffff:0.0.0.0")]
    [InlineData("ff02::1")]
    [InlineData("fd20:ce::254")]
    [InlineData("fd00:c1::a9fe:a9fe")]
    [InlineData("fe80::a9fe:a9fe")]
    [InlineData("::169.254.169.254")]
    [InlineData("::ffff:0:169.254.169.254")]
    [InlineData("64:ff9b:1::169.254.169.254")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("2001:db8::5efe:169.254.169.254")]
    [InlineData("2001:0:4136:e378:8000:63bf:5601:5601")]
    public void Contains_link_local_metadata_or_no_machine_is_refused(string address) => Assert.True(RefusedAddresses.Contains(IPAddress.Parse(address)));

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
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("2002:0a00:0001::1")]
    [InlineData("2001:0:4136:e378:8000:63bf:3fff:fdd2")]
    [InlineData("168.63.129.17")]
    [InlineData("223.255.255.255")]
    public void Contains_any_other_is_allowed(string address) => Assert.False(RefusedAddresses.Contains(IPAddress.Parse(address)));
}
