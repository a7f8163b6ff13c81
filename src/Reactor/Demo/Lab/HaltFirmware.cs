namespace Reactor.Demo.Lab;

/// <summary>
/// The firmware of lab guests: a processor that waits for ever. The guest is <c>running</c>, takes no host time,
/// and never touches the devices that the lab drives in its place.
/// </summary>
internal static class HaltFirmware
{
    /// <summary>Its file name.</summary>
    public const string FileName = "halt.bin";

    // QEMU maps firmware so that it ends at 4 GiB, in units of 64 KiB; the first instruction is fetched 16 bytes before.
    private const int Size = 64 * 1024;
    private const int ResetVector = Size - 16;

    /// <summary>Writes it.</summary>
    public static void WriteTo(LabDirectory directory)
    {
        var image = new byte[Size];
        ReadOnlySpan<byte> code = [0xfa, 0xf4, 0xeb, 0xfd]; // cli; again: hlt; jmp again
        code.CopyTo(image.AsSpan(ResetVector));
        File.WriteAllBytes(directory.File(FileName), image);
    }
}
