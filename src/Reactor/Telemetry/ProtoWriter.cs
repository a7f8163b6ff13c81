using System.Buffers.Binary;
using System.Text;

namespace Reactor.Telemetry;

/// <summary>Writes messages in the form of Protocol Buffers, into a buffer of its own.</summary>
internal sealed class ProtoWriter
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Delimited = 2;
    private const int Fixed32 = 5;

    // The length of a message is known when it ends: room for it is left, and filled with a number of so many bytes, whatever it is.
    private const int LengthBytes = 4;
    private const int LongestVarint = 10;

    private byte[] _buffer = new byte[1024];
    private int _length;

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    /// <summary>Begins a message within; what is written next is in it, until <see cref="End"/>.</summary>
    public int Begin(int field)
    {
        Key(field, Delimited);
        Room(LengthBytes);
        _length += LengthBytes;
        return _length;
    }

    /// <summary>Ends a message.</summary>
    /// <param name="begun">What <see cref="Begin"/> gave.</param>
    public void End(int begun)
    {
        var length = _length - begun;
        for (var i = 0; i < LengthBytes; i++)
        {
            var last = i == LengthBytes - 1;
            _buffer[begun - LengthBytes + i] = (byte)((length >> (7 * i) & 0x7f) | (last ? 0 : 0x80));
        }
    }

    public void Text(int field, string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Key(field, Delimited);
        Number((ulong)length);
        Room(length);
        _length += Encoding.UTF8.GetBytes(value, _buffer.AsSpan(_length));
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Key(field, Delimited);
        Number((ulong)value.Length);
        Room(value.Length);
        value.CopyTo(_buffer.AsSpan(_length));
        _length += value.Length;
    }

    public void Integer(int field, long value)
    {
        Key(field, Varint);
        Number((ulong)value);
    }

    public void Truth(int field, bool value) => Integer(field, value ? 1 : 0);

    public void Fixed(int field, ulong value)
    {
        Key(field, Fixed64);
        Raw(value);
    }

    public void Fixed(int field, uint value)
    {
        Key(field, Fixed32);
        Room(sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(_length), value);
        _length += sizeof(uint);
    }

    public void Real(int field, double value) => Fixed(field, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Several numbers of eight bytes as one field.</summary>
    public void Packed(int field, IReadOnlyCollection<ulong> values)
    {
        Key(field, Delimited);
        Number((ulong)values.Count * sizeof(ulong));
        foreach (var value in values)
        {
            Raw(value);
        }
    }

    private void Raw(ulong value)
    {
        Room(sizeof(ulong));
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer.AsSpan(_length), value);
        _length += sizeof(ulong);
    }

    private void Key(int field, int type) => Number(((ulong)field << 3) | (uint)type);

    private void Number(ulong value)
    {
        Room(LongestVarint);
        for (; value >= 0x80; value >>= 7)
        {
            _buffer[_length++] = (byte)(value | 0x80);
        }
        _buffer[_length++] = (byte)value;
    }

    private void Room(int bytes)
    {
        if (_buffer.Length - _length < bytes)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes));
        }
    }
}
