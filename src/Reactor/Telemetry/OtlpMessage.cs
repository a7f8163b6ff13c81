using Reactor.CommandLine;

namespace Reactor.Telemetry;

/// <summary>What requests with traces and with metrics have in common: who says it, attributes, times (opentelemetry-proto 1).</summary>
internal static class OtlpMessage
{
    /// <summary>Longest text in it. Characters.</summary>
    public const int LongestText = 256;

    private const string Name = "reactor";

    /// <summary>A request: what one Reactor tells in one go.</summary>
    /// <param name="node">The node's name.</param>
    /// <param name="items">Writes the spans or the metrics, each as field 2.</param>
    public static ReadOnlyMemory<byte> Write(string node, Action<ProtoWriter> items)
    {
        var to = new ProtoWriter();
        var told = to.Begin(1);
        var resource = to.Begin(1);
        Attribute(to, 1, "service.name", Name);
        Attribute(to, 1, "service.version", VersionCommand.Current);
        Attribute(to, 1, "service.instance.id", node);
        Attribute(to, 1, "host.name", node);
        to.End(resource);
        var ofScope = to.Begin(2);
        var scope = to.Begin(1);
        to.Text(1, Name);
        to.Text(2, VersionCommand.Current);
        to.End(scope);
        items(to);
        to.End(ofScope);
        to.End(told);
        return to.Written;
    }

    /// <summary>An attribute: a text, a whole number, or a truth value.</summary>
    public static void Attribute(ProtoWriter to, int field, string name, object value)
    {
        var attribute = to.Begin(field);
        to.Text(1, name);
        var any = to.Begin(2);
        switch (value)
        {
            case bool truth: to.Truth(2, truth); break;
            case long number: to.Integer(3, number); break;
            default: to.Text(1, Short((string)value)); break;
        }
        to.End(any);
        to.End(attribute);
    }

    /// <summary>The text, cut where it is long; never within a character.</summary>
    public static string Short(string text) =>
        text.Length <= LongestText ? text : text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)] + "…";

    /// <summary>Nanoseconds since 1970.</summary>
    public static ulong Time(DateTimeOffset at) => (ulong)Math.Max(0, (at - DateTimeOffset.UnixEpoch).Ticks) * TimeSpan.NanosecondsPerTick;
}
