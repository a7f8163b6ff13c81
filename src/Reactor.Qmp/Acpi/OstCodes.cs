namespace Reactor.Qmp;

/// <summary>
/// Words for the codes of <c>ACPI_DEVICE_OST</c>: ACPI 6, section 6.3.5 (_OST), as Linux and QEMU use them. Unknown codes are named
/// by number, never guessed at.
/// </summary>
public static class OstCodes
{
    /// <summary>What the guest reports on: the value of the notification it answers, or processing of its own.</summary>
    public static string Source(long code) => code switch
    {
        0x00 => "bus check",
        0x01 => "device check (insertion)",
        0x02 => "device wake",
        0x03 => "eject request",
        0x04 => "device check light",
        0x05 => "frequency mismatch",
        0x06 => "bus mode mismatch",
        0x07 => "power fault",
        0x08 => "capabilities check",
        0x09 => "device _PLD check",
        0x0B => "system locality information update",
        0x0C => "graceful shutdown request",
        0x0D => "system resource affinity update",
        0x100 => "operating system shutdown processing",
        0x103 => "ejection processing (guest-initiated)",
        0x200 => "insertion processing (guest-initiated)",
        _ => Unknown(code),
    };

    /// <summary>How it went. Codes from 0x80 on mean different things for shutdown, ejection and insertion, hence the source.</summary>
    public static string Status(long source, long code) => code switch
    {
        0x00 => "success",
        0x01 => "non-specific failure",
        0x02 => "unrecognized notify code",
        >= 0x03 and <= 0x7F => $"reserved (0x{code:x2})",
        _ => source switch
        {
            0x100 => Shutdown(code),
            0x03 or 0x103 => Ejection(code),
            0x01 or 0x200 => Insertion(code),
            _ => Unknown(code),
        },
    };

    private static string Shutdown(long code) => code switch
    {
        0x80 => "shutdown request denied",
        0x81 => "shutdown in progress",
        0x82 => "shutdown completed",
        0x83 => "graceful shutdown not supported",
        _ => Unknown(code),
    };

    private static string Ejection(long code) => code switch
    {
        0x80 => "ejection not supported by the guest",
        0x81 => "device in use by application",
        0x82 => "device busy",
        0x83 => "ejection dependency busy or not supported",
        0x84 => "ejection in progress",
        _ => Unknown(code),
    };

    private static string Insertion(long code) => code switch
    {
        0x80 => "insertion in progress",
        0x81 => "device driver load failure",
        0x82 => "insertion not supported by the guest",
        >= 0x90 and <= 0x9F => InsertionResources(code),
        _ => Unknown(code),
    };

    private static string InsertionResources(long code)
    {
        // The low bits name what was short; a set of none is the range's general meaning.
        string[] kinds = ["memory", "I/O", "interrupts", "bus or segment numbers"];
        string missing = string.Join(", ", kinds.Where((_, bit) => (code & (1 << bit)) != 0));
        return missing.Length == 0 ? "insertion failure, resources unavailable" : $"insertion failure, resources unavailable: {missing}";
    }

    // Negative numbers can't come from QEMU (the codes are 32 bits wide), but they must not print as 16 f's.
    private static string Unknown(long code) => code < 0 ? $"unknown ({code})" : $"unknown (0x{code:x2})";
}
