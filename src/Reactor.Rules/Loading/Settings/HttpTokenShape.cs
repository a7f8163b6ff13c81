using Reactor.Rules.Configuration;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of an entry of <c>http.tokens</c>.</summary>
internal static class HttpTokenShape
{
    public static readonly Shape Shape = new("a token");

    private static readonly Key<Placed<string>> s_secret = Shape.Required("secret", Collections.Placed(Scalars.Word("a secret's name")), "The name of the secret that is the token: at least 16 characters.");
    private static readonly Key<HttpRole> s_role = Shape.Optional(
        "role", Scalars.Choice(("read", HttpRole.Read), ("operate", HttpRole.Operate)), "`read` sees everything and changes nothing; `operate` does besides what operators do; default read.");

    public static Reading<HttpTokenSyntax> Reading { get; } = new ObjectReading<HttpTokenSyntax>(
        Shape, f => new HttpTokenSyntax(f.TryGet(s_secret, out var secret) ? secret : null, f.GetOr(s_role, HttpRole.Read)));
}
