using System.Text;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>Answers of targets are cut before they are kept: they are written by strangers.</summary>
internal static class Excerpt
{
    public const int MostBytes = 1024;

    /// <summary>At most 1 KiB of UTF-8, never half a character.</summary>
    public static byte[] Of(string text)
    {
        if (Encoding.UTF8.GetMaxByteCount(text.Length) <= MostBytes)
            return Encoding.UTF8.GetBytes(text);
        var bytes = new byte[MostBytes];
        Encoder encoder = Encoding.UTF8.GetEncoder();
        encoder.Convert(text, bytes, flush: true, out _, out int used, out _);
        return bytes[..used];
    }
}
