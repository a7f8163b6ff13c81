using System.Diagnostics.CodeAnalysis;
using Reactor.Qmp;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Settings;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Makes the files of TLS of what was read, with absolute paths.</summary>
internal static class TlsCompiler
{
    /// <summary>Warns of each that can't be used now. It may be mended before it is needed, so it is no error.</summary>
    /// <param name="tls">What was read; null for no TLS.</param>
    /// <param name="baseDirectory">Where relative paths begin.</param>
    /// <param name="options">How files are looked at.</param>
    /// <param name="diagnostics">Where it is told.</param>
    /// <param name="consequence">What does not work meanwhile, for people.</param>
    [return: NotNullIfNotNull(nameof(tls))]
    public static TlsFiles? Compile(TlsSyntax? tls, string baseDirectory, LoadOptions options, DiagnosticBag diagnostics, string consequence)
    {
        if (tls is null)
            return null;
        var files = new TlsFiles(Absolute(tls.CaFile?.Value), Absolute(tls.CertFile?.Value), Absolute(tls.KeyFile?.Value), tls.ServerName);
        foreach (var (part, message) in options.CheckTls?.Invoke(files) ?? [])
        {
            var place = part switch { TlsPart.Certificate => tls.CertFile?.Place, TlsPart.Key => tls.KeyFile?.Place, _ => tls.CaFile?.Place } ?? tls.Place;
            diagnostics.Warn(place, DiagnosticCodes.File, message, $"until that is mended {consequence}");
        }

        return files;

        string? Absolute(string? path) => path is null ? null : Path.GetFullPath(path, baseDirectory);
    }
}
