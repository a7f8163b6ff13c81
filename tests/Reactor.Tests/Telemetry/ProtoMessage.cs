using System.Buffers.Binary;
using System.Text;

namespace Reactor.Tests.Telemetry;

/// <summary>A message of Protocol Buffers as it came: its fields by number, in order. Fails where it isn't one.</summary>
internal sealed class ProtoMessage
{
    private readonly List<(int Field, int Type, ulong Number, byte[] Bytes)> _fields = [];

    public ProtoMessage(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var key = Varint(ref bytes);
            var (field, type) = ((int)(key >> 3), (int)(key & 7));
            switch (type)
            {
                case 0: _fields.Add((field, type, Varint(ref bytes), [])); break;
                case 1: _fields.Add((field, type, BinaryPrimitives.ReadUInt64LittleEndian(bytes), [])); bytes = bytes[8..]; break;
                case 5: _fields.Add((field, type, BinaryPrimitives.ReadUInt32LittleEndian(bytes), [])); bytes = bytes[4..]; break;
                case 2:
                    var length = (int)Varint(ref bytes);
                    _fields.Add((field, type, 0, bytes[..length].ToArray()));
                    bytes = bytes[length..];
                    break;
                default: throw new InvalidDataException($"Field {field} has the type {type}.");
            }
        }
    }

    public bool Has(int field) => _fields.Any(f => f.Field == field);

    public IEnumerable<ProtoMessage> Messages(int field) => _fields.Where(f => f.Field == field).Select(f => new ProtoMessage(f.Bytes));

    public ProtoMessage Message(int field) => Messages(field).Single();

    public byte[] Bytes(int field) => _fields.Where(f => f.Field == field).Select(f => f.Bytes).LastOrDefault() ?? [];

    public string Text(int field) => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Bytes(field));

    public ulong Number(int field) => _fields.Where(f => f.Field == field).Select(f => f.Number).LastOrDefault();

    public double Real(int field) => BitConverter.UInt64BitsToDouble(Number(field));

    /// <summary>Numbers of eight bytes, packed or each by itself.</summary>
    public ulong[] Fixed(int field) => [.. _fields.Where(f => f.Field == field).SelectMany(f => f.Type == 2
        ? Enumerable.Range(0, f.Bytes.Length / 8).Select(i => BinaryPrimitives.ReadUInt64LittleEndian(f.Bytes.AsSpan(i * 8)))
        : [f.Number])];

    /// <summary>Attributes: texts, whole numbers, truth values, numbers.</summary>
    public Dictionary<string, object> Attributes(int field) => Messages(field).ToDictionary(a => a.Text(1), object (a) =>
    {
        var value = a.Message(2);
        return value.Has(2) ? value.Number(2) != 0 : value.Has(3) ? (long)value.Number(3) : value.Has(4) ? value.Real(4) : value.Text(1);
    });

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0ul;
        for (var i = 0; ; i++)
        {
            value |= (ulong)(bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return value;
            }
        }
    }
}
