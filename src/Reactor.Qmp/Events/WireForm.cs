using System.Text.Json;

namespace Reactor.Qmp;

/// <summary>
/// The form in which QEMU sends events, where QEMU's first documentation of them says otherwise. Both forms are accepted; this one
/// is presented. The data of other events is left as it is, byte by byte, but for line breaks and indentation
/// (<c>pretty=on</c>), which give way to the spacing that QEMU uses on one line.
/// </summary>
/// <remarks>
/// <c>ACPI_DEVICE_OST</c>: members are under <c>data.info</c>, not directly under <c>data</c>.
/// <c>QUORUM_REPORT_BAD</c>, <c>QUORUM_FAILURE</c>: <c>sectors-count</c>, not <c>sector-count</c>.
/// </remarks>
public static class WireForm
{
    internal static ReadOnlyMemory<byte> EmptyData { get; } = "{}"u8.ToArray();

    /// <summary>
    /// The wire's form of an event's data, a copy. <paramref name="data"/> is the well-formed JSON object, or empty when the event has none.
    /// </summary>
    public static ReadOnlyMemory<byte> Normalise(string eventName, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return EmptyData;

        byte[] copy = data.IndexOfAny((byte)'\n', (byte)'\r', (byte)'\t') < 0 ? data.ToArray() : OnOneLine(data);
        return eventName switch
        {
            "ACPI_DEVICE_OST" => UnderInfo(copy),
            "QUORUM_REPORT_BAD" or "QUORUM_FAILURE" => Renamed(copy, "sector-count"u8, "sectors-count"u8),
            _ => copy,
        };
    }

    private static byte[] UnderInfo(byte[] data)
    {
        if (Find(data, "info"u8) >= 0)
            return data;
        bool flat = Find(data, "source"u8) >= 0 || Find(data, "status"u8) >= 0 || Find(data, "slot"u8) >= 0;
        return flat ? [.. "{\"info\": "u8, .. data, (byte)'}'] : data;
    }

    private static byte[] Renamed(byte[] data, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        int at = Find(data, from);
        if (at < 0 || Find(data, to) >= 0)
            return data;
        int end = at + 1 + data.AsSpan(at + 1).IndexOf((byte)'"') + 1;
        return [.. data.AsSpan(0, at), (byte)'"', .. to, (byte)'"', .. data.AsSpan(end)];
    }

    /// <summary>Where the key of a member of the outermost object begins (at its quote), or -1. Of duplicates, the last.</summary>
    private static int Find(ReadOnlySpan<byte> data, ReadOnlySpan<byte> key)
    {
        int found = -1;
        var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = int.MaxValue });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(key))
                found = (int)reader.TokenStartIndex;
            reader.Skip();
        }

        return found;
    }

    private static byte[] OnOneLine(ReadOnlySpan<byte> json)
    {
        // At most one space is added per separator, so twice the length is enough.
        byte[] result = new byte[json.Length * 2];
        int length = 0;
        bool inString = false;
        for (int i = 0; i < json.Length; i++)
        {
            byte b = json[i];
            if (inString)
            {
                result[length++] = b;
                if (b == '\\')
                    result[length++] = json[++i];
                else if (b == '"')
                    inString = false;
                continue;
            }

            if (b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
                continue;
            result[length++] = b;
            if (b is (byte)',' or (byte)':')
                result[length++] = (byte)' ';
            inString = b == '"';
        }

        return result[..length];
    }
}
