using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Reactor.Rules.Configuration;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of <c>http</c>.</summary>
internal static class HttpDoorShape
{
    public static readonly Shape Shape = new Shape("the HTTP door")
        .Alone(text => text.All(char.IsAsciiDigit) ? $"{{listen: \"127.0.0.1:{text}\"}}" : $"{{listen: {text}}}");

    private static readonly Reading<IPEndPoint> s_endpoint = new ScalarReading<IPEndPoint>("an address and a port, such as 127.0.0.1:9470", ReadEndpoint)
    {
        Form = ScalarForm.Text(@"^(\[[0-9A-Fa-f:.]+\]|[0-9.]+|localhost):[0-9]{1,5}$", "127.0.0.1:9470", "[::1]:9470"),
    };

    private static readonly Key<Placed<IPEndPoint>> s_listen = Shape.Required("listen", Collections.Placed(s_endpoint), "Address and port; of port 0, a free one, which the log tells. Beyond loopback only with `tls`.");
    private static readonly Key<ImmutableArray<Named<HttpTokenSyntax>>> s_tokens = Shape.Optional(
        "tokens", Collections.Map(Scalars.Word("a token's name"), HttpTokenShape.Reading), "Who may ask, by the name that the audit gives them; default: nobody but the dashboard, which `reactor dashboard` opens.");
    private static readonly Key<ImmutableArray<string>> s_hosts = Shape.Optional(
        "hosts", Collections.List(CommonReadings.HostName), "Names under which it may be called, besides localhost and the address itself; default: none.");
    private static readonly Key<TlsSyntax> s_tls = Shape.Optional("tls", HttpTlsShape.Reading, "Its certificate; default: plain HTTP, which is for loopback alone.");

    public static Reading<HttpDoorSyntax> Reading { get; } = new ObjectReading<HttpDoorSyntax>(Shape, f => new HttpDoorSyntax(
        f.TryGet(s_listen, out var listen) ? listen : null, f.GetOr(s_tokens, []), f.GetOr(s_hosts, []), f.Get(s_tls))
    {
        HasTls = f.Has(s_tls),
    });

    private static Parsing<IPEndPoint> ReadEndpoint(YScalar scalar)
    {
        var text = scalar.Value.StartsWith("localhost:", StringComparison.Ordinal) ? "127.0.0.1" + scalar.Value["localhost".Length..] : scalar.Value;
        var colon = text.LastIndexOf(':');
        // An IPv6 address without brackets takes its last part for a port.
        if (colon < 0 || (text.IndexOf(':') != colon && !text.StartsWith('[')))
            return Parsing<IPEndPoint>.Wrong($"{Shown.Word(scalar.Value)} is not an address with a port", "write it as 127.0.0.1:9470 or [::1]:9470");
        if (!int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > ushort.MaxValue)
            return Parsing<IPEndPoint>.Wrong($"{Shown.Word(scalar.Value)} has no port from 0 to {ushort.MaxValue}", "write it as 127.0.0.1:9470");
        return IPAddress.TryParse(text[..colon].Trim('[', ']'), out var address)
            ? new(new IPEndPoint(address, port))
            : Parsing<IPEndPoint>.Wrong($"{Shown.Word(text[..colon])} is no address: names are not looked up here", "write it as 127.0.0.1:9470, or 0.0.0.0:9470 for all of IPv4");
    }
}
