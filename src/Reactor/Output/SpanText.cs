using System.Globalization;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Output;

/// <summary>How long something took, as a person reads it: <c>3.2 ms</c>, <c>21.54 s</c>, <c>1h3m</c>.</summary>
internal static class SpanText
{
    /// <summary>A span; of a negative one how long it is.</summary>
    public static string Of(TimeSpan span) => Positive(span.Duration());

    /// <summary>How long after something, or before it: <c>+3.2 ms</c>, <c>21.54 s before</c>.</summary>
    public static string After(TimeSpan span) => span < TimeSpan.Zero ? $"{Of(span)} before" : $"+{Of(span)}";

    private static string Positive(TimeSpan span) => span.TotalMilliseconds < 1 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMicroseconds:0} us")
        : span.TotalSeconds < 1 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0.#} ms")
        : span.TotalMinutes < 1 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.##} s")
        : DurationText.Format(TimeSpan.FromSeconds(Math.Floor(span.TotalSeconds)));
}
