using System.Collections.Immutable;
using System.Net;
using Reactor.Http;
using Reactor.Rules.Configuration;

namespace Reactor.Tests.Http;

public sealed class BearerTokensTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Token_that_cannot_be_used_is_told_once_however_many_ask_until_it_could()
    {
        _folder.Write("a.token", "short");
        var log = new CountingLogger();
        var tokens = new BearerTokens(log);
        var door = new HttpConfiguration(new IPEndPoint(IPAddress.Loopback, 0))
        {
            Tokens = ImmutableSortedDictionary<string, HttpToken>.Empty
                .Add("a", new HttpToken(new FileSecret(_folder.File("a.token")), HttpRole.Read))
                .Add("b", new HttpToken(new FileSecret(_folder.File("none.token")), HttpRole.Read)),
        };
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(await tokens.FindAsync("guessed", door, CancellationToken.None));
        }

        Assert.Equal(2, log.Count);
        _folder.Write("a.token", "a-token-of-length-0123");
        Assert.NotNull(await tokens.FindAsync("a-token-of-length-0123", door, CancellationToken.None));
        _folder.Write("a.token", "short");
        Assert.Null(await tokens.FindAsync("guessed", door, CancellationToken.None));
        Assert.Equal(3, log.Count);
    }
}
