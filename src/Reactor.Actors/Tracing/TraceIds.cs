using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Reactor.Actors.Tracing;

/// <summary>
/// Ids of traces and spans. All of them are derived from what is durable: an attempt after days, or after a restart, belongs to the trace of the event that
/// it follows from, and nothing is stored for that.
/// </summary>
internal static class TraceIds
{
    /// <summary>The trace of a firing.</summary>
    public static UInt128 Trace(string firing) => BinaryPrimitives.ReadUInt128BigEndian(Hash($"trace {firing}"));

    /// <summary>The event that the firing follows from: the root of its trace.</summary>
    public static ulong Event(string firing) => Span($"event {firing}");

    /// <summary>The rules that looked at it.</summary>
    public static ulong Rules(string firing) => Span($"rules {firing}");

    /// <summary>What made its firing durable.</summary>
    public static ulong Commit(string firing) => Span($"commit {firing}");

    /// <summary>A delivery.</summary>
    public static ulong Delivery(string webhookId) => Span($"delivery {webhookId}");

    /// <summary>An attempt at a delivery.</summary>
    public static ulong Attempt(string webhookId, int number) => Span(FormattableString.Invariant($"attempt {number} {webhookId}"));

    /// <summary>A step.</summary>
    public static ulong Step(string step) => Span($"step {step}");

    /// <summary>A span's place as the header <c>traceparent</c> says it (W3C Trace Context).</summary>
    public static string Parent(UInt128 trace, ulong span, bool isSent) => FormattableString.Invariant($"00-{trace:x32}-{span:x16}-{(isSent ? "01" : "00")}");

    private static ulong Span(string what) => BinaryPrimitives.ReadUInt64BigEndian(Hash(what));

    private static byte[] Hash(string what) => SHA256.HashData(Encoding.UTF8.GetBytes(what));
}
