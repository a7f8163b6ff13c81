using Reactor.Rules.Expressions;

namespace Reactor.Rules.Tests.Expressions;

public sealed class ByteTextTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1 KiB")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(1048575, "1023.9 KiB")]
    [InlineData(134217728, "128 MiB")]
    [InlineData(-1536, "-1.5 KiB")]
    [InlineData(long.MaxValue, "7.9 EiB")]
    [InlineData(long.MinValue, "-8 EiB")]
    public void Of_number_of_bytes_reads_in_binary_units(long bytes, string expected) => Assert.Equal(expected, ByteText.Of(bytes));

    [Fact]
    public void Of_the_largest_unsigned_number_reads_in_binary_units() => Assert.Equal("15.9 EiB", ByteText.Of(ulong.MaxValue));
}
