using System.Buffers.Binary;
using Reactor.Actors.Tracing;

namespace Reactor.Telemetry;

/// <summary>Writes spans as OTLP has them: an <c>ExportTraceServiceRequest</c>.</summary>
internal static class OtlpTraces
{
    private const int Ok = 1;
    private const int Error = 2;
    private const uint Sampled = 1;

    /// <summary>A request with all of them.</summary>
    public static ReadOnlyMemory<byte> Write(string node, IEnumerable<Span> spans) => OtlpMessage.Write(node, to =>
    {
        foreach (var span in spans)
        {
            Write(to, span);
        }
    });

    private static void Write(ProtoWriter to, Span span)
    {
        Span<byte> id = stackalloc byte[16];
        var message = to.Begin(2);
        BinaryPrimitives.WriteUInt128BigEndian(id, span.Trace);
        to.Bytes(1, id);
        BinaryPrimitives.WriteUInt64BigEndian(id, span.Id);
        to.Bytes(2, id[..sizeof(ulong)]);
        if (span.Parent != 0)
        {
            BinaryPrimitives.WriteUInt64BigEndian(id, span.Parent);
            to.Bytes(4, id[..sizeof(ulong)]);
        }
        to.Text(5, span.Name);
        to.Integer(6, span.Kind switch { SpanKind.Client => 3, SpanKind.Consumer => 5, _ => 1 });
        to.Fixed(7, OtlpMessage.Time(span.Begin));
        to.Fixed(8, OtlpMessage.Time(span.End));
        foreach (var (name, value) in span.Attributes)
        {
            OtlpMessage.Attribute(to, 9, name, value);
        }
        var status = to.Begin(15);
        if (span.Failure is { } failure)
        {
            to.Text(2, OtlpMessage.Short(failure));
        }
        to.Integer(3, span.Failure is null ? Ok : Error);
        to.End(status);
        to.Fixed(16, Sampled);
        to.End(message);
    }
}
