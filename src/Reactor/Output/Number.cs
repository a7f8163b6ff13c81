using System.Globalization;

namespace Reactor.Output;

/// <summary>A number of things, in words.</summary>
internal static class Number
{
    /// <summary><c>1 try</c>, <c>2 tries</c>.</summary>
    public static string Of(long count, string one, string more) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : more)}");

    /// <summary><c>no tries</c>, <c>1 try</c>, <c>2 tries</c>.</summary>
    public static string OrNo(long count, string one, string more) => count == 0 ? $"no {more}" : Of(count, one, more);
}
