using Reactor.Rules.Configuration;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.Settings;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Makes the receiver of traces and metrics of what was read: looks up secrets, resolves paths, and tells of secrets that would go over a network in the clear.</summary>
internal sealed class OtlpCompiler(SettingsSyntax settings, string baseDirectory, LoadOptions options, KnownNames known, DiagnosticBag diagnostics)
{
    private static readonly string[] s_signals = ["/v1/traces", "/v1/metrics", "/v1/logs"];

    public OtlpConfiguration? Compile()
    {
        if (settings.Otlp is not { Endpoint: { } endpoint } otlp)
            return null;
        CheckPath(endpoint, otlp.Protocol);
        HeaderNames.ReportDuplicates(otlp.Headers, diagnostics);
        foreach (var header in otlp.Headers)
            SecretReferences.Check(header.Value, known, diagnostics);
        if (endpoint.Value.Scheme == Uri.UriSchemeHttp && !endpoint.Value.IsLoopback && otlp.Headers.Any(h => SecretReferences.Has(h.Value)))
            diagnostics.Warn(endpoint.Place, DiagnosticCodes.Insecure, "a secret goes to this endpoint, and the way there is in the clear: whoever reads the network has it", "write https://");
        return new OtlpConfiguration(endpoint.Value)
        {
            Protocol = otlp.Protocol,
            Headers = otlp.Headers.ToSortedDictionary(v => v.Value),
            Tls = TlsCompiler.Compile(otlp.Tls, baseDirectory, options, diagnostics, "no traces and no metrics are sent"),
            Timeout = otlp.Timeout,
            TraceRatio = otlp.TraceRatio,
            MetricsInterval = otlp.MetricsInterval,
        };
    }

    private void CheckPath(Placed<Uri> endpoint, OtlpProtocol protocol)
    {
        var url = endpoint.Value;
        var signal = s_signals.FirstOrDefault(s => url.AbsolutePath.TrimEnd('/').EndsWith(s, StringComparison.Ordinal));
        if (url.Query.Length > 0 || url.Fragment.Length > 0)
            diagnostics.Error(endpoint.Place, DiagnosticCodes.BadValue, "an endpoint has no query and no fragment", "leave out what begins with ? or #");
        else if (signal is not null)
            diagnostics.Error(endpoint.Place, DiagnosticCodes.BadValue, $"{signal} is added by Reactor itself", $"leave {signal} out");
        else if (protocol == OtlpProtocol.Grpc && url.AbsolutePath != "/")
            diagnostics.Error(endpoint.Place, DiagnosticCodes.BadValue, "an endpoint for gRPC has no path", $"write {url.GetLeftPart(UriPartial.Authority)}, or protocol: http/protobuf");
    }
}
