using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Compiling;

internal static class SortedDictionaries
{
    /// <summary>The entries by name.</summary>
    public static ImmutableSortedDictionary<string, TOut> ToSortedDictionary<TIn, TOut>(this ImmutableArray<Named<TIn>> entries, Func<TIn, TOut> convert) =>
        entries.IsEmpty ? None<TOut>.Shared : entries.ToImmutableSortedDictionary(e => e.Name, e => convert(e.Value), StringComparer.Ordinal);

    // Thousands of VMs have no labels.
    private static class None<TOut>
    {
        public static readonly ImmutableSortedDictionary<string, TOut> Shared = ImmutableSortedDictionary.Create<string, TOut>(StringComparer.Ordinal);
    }
}
