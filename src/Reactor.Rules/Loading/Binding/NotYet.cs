using Reactor.Rules.Diagnostics;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Binding;

/// <summary>What the language names and this version doesn't have: refused by name, never ignored.</summary>
internal static class NotYet
{
    public static void Report(Place place, string name, DiagnosticBag diagnostics, string? suggestion = null) =>
        diagnostics.Error(place, DiagnosticCodes.NotSupported, $"`{name}` is not supported yet by this version", suggestion);
}
