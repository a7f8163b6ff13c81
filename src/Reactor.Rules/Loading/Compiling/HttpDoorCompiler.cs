using System.Collections.Immutable;
using System.Net;
using Reactor.Rules.Configuration;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.Settings;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Makes the HTTP door of what was read: looks up secrets, resolves paths, and lets nothing go over a network in the clear.</summary>
internal sealed class HttpDoorCompiler(SettingsSyntax settings, string baseDirectory, LoadOptions options, KnownNames known, DiagnosticBag diagnostics)
{
    public HttpConfiguration? Compile()
    {
        if (settings.Http is not { } http)
            return null;
        if (http.Listen is { } listen && !http.HasTls && !IPAddress.IsLoopback(listen.Value.Address))
        {
            diagnostics.Error(
                listen.Place, DiagnosticCodes.Insecure, "beyond loopback, tokens and all that VMs report would go over the network in the clear",
                "add tls: {cert_file: cert.pem, key_file: key.pem}, or listen on 127.0.0.1 behind a proxy that has TLS");
        }

        return new HttpConfiguration(http.Listen?.Value ?? new IPEndPoint(IPAddress.Loopback, 0))
        {
            Hosts = http.Hosts,
            Tls = http.Tls is { CertFile: not null, KeyFile: not null } tls ? TlsCompiler.Compile(tls, baseDirectory, options, diagnostics, "nobody can reach it") : null,
            Tokens = http.Tokens.ToImmutableSortedDictionary(token => token.Name, Token, StringComparer.Ordinal),
        };
    }

    private HttpToken Token(Named<HttpTokenSyntax> token)
    {
        if (token.Value.Secret is { } name)
            known.Secret(name);
        // Where nothing is found an error was reported, and nothing of this load is used.
        var found = settings.Secrets.FirstOrDefault(secret => secret.Name == token.Value.Secret?.Value).Value ?? new EnvironmentSecret("");
        return new HttpToken(SecretSources.Absolute(found, baseDirectory), token.Value.Role);
    }
}
