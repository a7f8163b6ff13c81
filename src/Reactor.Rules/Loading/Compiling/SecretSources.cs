using Reactor.Rules.Configuration;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Where secrets are found.</summary>
internal static class SecretSources
{
    /// <summary>The same with a path that starts at the root.</summary>
    public static SecretSource Absolute(SecretSource secret, string baseDirectory) =>
        secret is FileSecret file ? new FileSecret(Path.GetFullPath(file.Path, baseDirectory)) : secret;

    /// <summary>Warns of one that can't be had now. It may be there once the daemon runs, so it is no error.</summary>
    public static void Look(Place place, string what, SecretSource source, LoadOptions options, DiagnosticBag diagnostics)
    {
        if (options.SecretProblem?.Invoke(source) is { } problem)
            diagnostics.Warn(place, DiagnosticCodes.MissingSecret, $"{what}: {problem}", "what needs it is not sent until it is there");
    }

    /// <summary>The same of one that signs in over HTTP.</summary>
    public static void LookAtToken(Place place, string what, SecretSource source, LoadOptions options, DiagnosticBag diagnostics)
    {
        if ((options.TokenProblem ?? options.SecretProblem)?.Invoke(source) is { } problem)
            diagnostics.Warn(place, DiagnosticCodes.MissingSecret, $"{what}: {problem}", "nobody signs in with it until then. A good one is made by: openssl rand -hex 32");
    }
}
