namespace Reactor.Qmp.Tests.Acpi;

public class OstCodesTests
{
    [Theory]
    [InlineData(0x01, "device check (insertion)")]
    [InlineData(0x03, "eject request")]
    [InlineData(0x103, "ejection processing (guest-initiated)")]
    [InlineData(0x200, "insertion processing (guest-initiated)")]
    [InlineData(0x0A, "unknown (0x0a)")]
    [InlineData(4294967295, "unknown (0xffffffff)")]
    [InlineData(-1, "unknown (-1)")]
    public void Source_code_gives_words(long code, string words) => Assert.Equal(words, OstCodes.Source(code));

    [Theory]
    [InlineData(1, 0, "success")]
    [InlineData(3, 1, "non-specific failure")]
    [InlineData(0x77, 2, "unrecognized notify code")]
    [InlineData(3, 0x03, "reserved (0x03)")]
    [InlineData(3, 0x7F, "reserved (0x7f)")]
    [InlineData(0x100, 0x80, "shutdown request denied")]
    [InlineData(0x03, 0x80, "ejection not supported by the guest")]
    [InlineData(0x103, 0x84, "ejection in progress")]
    [InlineData(0x01, 0x80, "insertion in progress")]
    [InlineData(0x200, 0x82, "insertion not supported by the guest")]
    [InlineData(0x200, 0x90, "insertion failure, resources unavailable")]
    [InlineData(0x01, 0x93, "insertion failure, resources unavailable: memory, I/O")]
    [InlineData(0x01, 0x9F, "insertion failure, resources unavailable: memory, I/O, interrupts, bus or segment numbers")]
    [InlineData(0x01, 0xA0, "unknown (0xa0)")]
    [InlineData(0x02, 0x80, "unknown (0x80)")]
    [InlineData(0x03, 4294967295, "unknown (0xffffffff)")]
    [InlineData(0x03, -5, "unknown (-5)")]
    public void Status_depends_on_source(long source, long code, string words) => Assert.Equal(words, OstCodes.Status(source, code));
}
