using System.Collections.Immutable;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Names of headers are the same in any case (RFC 9110, section 5.1), keys of a map are not.</summary>
internal static class HeaderNames
{
    public static void ReportDuplicates<T>(ImmutableArray<Named<T>> headers, DiagnosticBag diagnostics)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in headers)
            if (!seen.Add(header.Name))
                diagnostics.Error(header.Place, DiagnosticCodes.DuplicateName, $"the header {header.Name} stands here twice: upper and lower case are the same");
    }
}
