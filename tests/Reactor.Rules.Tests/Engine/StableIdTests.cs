using Reactor.Rules.Engine;

namespace Reactor.Rules.Tests.Engine;

public sealed class StableIdTests
{
    // Ids are stored and sent: they may never change. Computed apart from the code: SHA-256 over 00000001 'a' 00000002 'bc', base32.
    [Fact]
    public void Of_known_parts_is_what_it_always_was() => Assert.Equal("x_wu2m4fvmtsftnar7hgrzltuoby", StableId.Of("x_", "a", "bc"));

    [Fact]
    public void Of_parts_that_run_together_alike_differs() => Assert.NotEqual(StableId.Of("", "ab", "c"), StableId.Of("", "a", "bc"));

    [Fact]
    public void Of_no_parts_and_one_empty_part_differs() => Assert.NotEqual(StableId.Of(""), StableId.Of("", ""));
}
