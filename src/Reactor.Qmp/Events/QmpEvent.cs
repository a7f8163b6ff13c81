using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Reactor.Qmp;

/// <summary>
/// An event of QEMU's, in the wire's form (see <see cref="WireForm"/>). Immutable; owns its bytes.
/// Where a JSON object has a member twice, the last one counts, as in the rest of .NET's JSON.
/// </summary>
public sealed class QmpEvent
{
    /// <summary>Makes an event. <paramref name="data"/> is kept, not copied, and must be a well-formed JSON object in UTF-8.</summary>
    public QmpEvent(string name, ReadOnlyMemory<byte> data, QmpTimestamp? timestamp, long ordinal, DateTimeOffset receivedAt)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Data = data.IsEmpty ? WireForm.EmptyData : data;
        Timestamp = timestamp;
        Ordinal = ordinal;
        ReceivedAt = receivedAt;
    }

    /// <summary>Such as <c>GUEST_PANICKED</c>; the catalogue's own string where it knows the name.</summary>
    public string Name { get; }

    /// <summary>
    /// The JSON of <c>data</c> in UTF-8, <c>{}</c> when absent. Well-formed, no deeper than the connection's limit, no unpaired
    /// surrogates. Numbers are as QEMU wrote them: up to 18446744073709551615.
    /// </summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>QEMU's own time for it; null when absent or -1.</summary>
    public QmpTimestamp? Timestamp { get; }

    /// <summary>Its place among <em>all</em> events of the connection, unwanted ones included, from 1.</summary>
    public long Ordinal { get; }

    /// <summary>When its last byte was read, by this side's clock.</summary>
    public DateTimeOffset ReceivedAt { get; }

    /// <summary>
    /// Reads one event from its JSON, as found in files and in QEMU's documentation: same checks, same wire form as from a socket.
    /// Other members than <c>event</c>, <c>data</c> and <c>timestamp</c> are skipped.
    /// </summary>
    public static bool TryParse(
        ReadOnlySpan<byte> json,
        long ordinal,
        DateTimeOffset receivedAt,
        [NotNullWhen(true)] out QmpEvent? parsed,
        [NotNullWhen(false)] out string? error)
    {
        parsed = null;
        switch (QmpMessage.TryRead(json, MaxParseDepth, filter: null, out QmpMessage message))
        {
            case QmpMessageFault.InvalidUtf8:
                error = "the text is not UTF-8";
                return false;
            case QmpMessageFault.Malformed:
                error = $"not a well-formed JSON object: {message.Problem}";
                return false;
        }

        if (message.Kind != QmpMessageKind.Event)
        {
            error = message.Problem ?? "a JSON object without a member \"event\" is no QMP event";
            return false;
        }

        parsed = FromMessage(message, ordinal, receivedAt);
        error = null;
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Encoding.UTF8.GetString(Data.Span)}";

    private const int MaxParseDepth = 64;

    internal static QmpEvent FromMessage(in QmpMessage message, long ordinal, DateTimeOffset receivedAt)
    {
        string name = EventCatalogue.Default.TryIntern(message.EventName) ?? Encoding.UTF8.GetString(message.EventName);
        return new QmpEvent(name, WireForm.Normalise(name, message.Data), message.Timestamp, ordinal, receivedAt);
    }
}
