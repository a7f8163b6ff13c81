using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Reactor.Qmp;

/// <summary>
/// Makes small JSON texts in a writer and a buffer that each thread has once: made anew, they take ten times as much memory as such a text.
/// </summary>
public static class ShortJson
{
    // What a rare long text took is not kept.
    private const int KeptBytes = 16 * 1024;

    [ThreadStatic]
    private static Room? t_room;

    /// <summary>The bytes of what is written.</summary>
    /// <param name="what">What <paramref name="write"/> is given.</param>
    /// <param name="write">Writes it.</param>
    /// <param name="end">What comes after it.</param>
    public static byte[] ToBytes<T>(T what, Action<Utf8JsonWriter, T> write, ReadOnlySpan<byte> end = default)
    {
        Room room = Write(what, write);
        room.Buffer.Write(end);
        byte[] bytes = room.Buffer.WrittenSpan.ToArray();
        Keep(room);
        return bytes;
    }

    /// <summary>The same as a text.</summary>
    /// <param name="what">What <paramref name="write"/> is given.</param>
    /// <param name="write">Writes it.</param>
    public static string ToText<T>(T what, Action<Utf8JsonWriter, T> write)
    {
        Room room = Write(what, write);
        string text = Encoding.UTF8.GetString(room.Buffer.WrittenSpan);
        Keep(room);
        return text;
    }

    private static Room Write<T>(T what, Action<Utf8JsonWriter, T> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        Room room = t_room ?? new Room();
        // Whoever writes may have another text made meanwhile; and what fails half-way is not used again.
        t_room = null;
        write(room.Writer, what);
        room.Writer.Flush();
        return room;
    }

    private static void Keep(Room room)
    {
        if (room.Buffer.Capacity > KeptBytes)
            return;
        room.Buffer.ResetWrittenCount();
        room.Writer.Reset();
        t_room = room;
    }

    private sealed class Room
    {
        public Room() => Writer = new Utf8JsonWriter(Buffer);

        public ArrayBufferWriter<byte> Buffer { get; } = new(1024);

        public Utf8JsonWriter Writer { get; }
    }
}
