namespace Reactor.Reactions.Payloads;

/// <summary>Makes something that fits a target's limit by cutting its text further and further.</summary>
internal static class Fitting
{
    private const int Largest = 16 * 1024;
    private const int Smallest = 256;

    /// <summary>The first that fits, its text cut to 16 KiB, 8 KiB and so on; the one without text where none does.</summary>
    /// <param name="maxBytes">The limit.</param>
    /// <param name="write">Writes it with its text cut to so many bytes; 0: without its text and what else can be left out.</param>
    public static ReadOnlyMemory<byte> Write(int maxBytes, Func<int, ReadOnlyMemory<byte>> write)
    {
        for (var text = Largest; text >= Smallest; text /= 2)
        {
            var bytes = write(text);
            if (bytes.Length <= maxBytes)
            {
                return bytes;
            }
        }

        return write(0);
    }
}
