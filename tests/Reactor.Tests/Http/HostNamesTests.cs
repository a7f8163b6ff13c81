using System.Net;
using Microsoft.AspNetCore.Http;
using Reactor.Http;
using Reactor.Rules.Configuration;

namespace Reactor.Tests.Http;

public class HostNamesTests
{
    [Theory]
    [InlineData("localhost:9470", true)]
    [InlineData("LOCALHOST", true)]
    [InlineData("127.0.0.1:9470", true)]
    [InlineData("127.9.9.9", true)]
    [InlineData("[::1]:9470", true)]
    [InlineData("192.0.2.7:9470", true)]
    [InlineData("Reactor.example.net", true)]
    [InlineData("192.0.2.8:9470", false)]
    [InlineData("evil.example.net", false)]
    [InlineData("localhost.evil.example.net", false)]
    [InlineData("reactor.example.net.evil.example", false)]
    [InlineData("", false)]
    public void Host_is_allowed_where_it_is_this_machines(string host, bool allowed) =>
        Assert.Equal(allowed, HostNames.Allows(new HostString(host), IPAddress.Parse("::ffff:192.0.2.7"), new HttpConfiguration(new IPEndPoint(IPAddress.Any, 9470)) { Hosts = ["reactor.example.net"] }));
}
