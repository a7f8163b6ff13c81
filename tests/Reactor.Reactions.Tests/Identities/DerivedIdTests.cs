using Reactor.Reactions.Identities;

namespace Reactor.Reactions.Tests.Identities;

public class DerivedIdTests
{
    [Fact]
    public void Create_known_parts_gives_the_known_answer()
    {
        // printf '\0\0\0\1a\0\0\0\2bc' | sha256sum, its bytes in RFC 4648 base32.
        Assert.Equal("x_wu2m4fvmtsftnar7hgrzltuoby", DerivedId.Create("x_", "a", "bc"));
    }

    [Fact]
    public void Create_boundary_moved_between_parts_gives_another_id() =>
        Assert.NotEqual(DerivedId.Create("", "ab", "c"), DerivedId.Create("", "a", "bc"));

    [Fact]
    public void Create_empty_part_counts() =>
        Assert.NotEqual(DerivedId.Create("", "a"), DerivedId.Create("", "a", ""));

    [Fact]
    public void DeliveryId_each_part_changes_it()
    {
        string[] ids =
        [
            DeliveryId.Create("f_1", "then[0].send", "oncall", "firing"),
            DeliveryId.Create("f_2", "then[0].send", "oncall", "firing"),
            DeliveryId.Create("f_1", "then[1].send", "oncall", "firing"),
            DeliveryId.Create("f_1", "then[0].send", "team", "firing"),
            DeliveryId.Create("f_1", "then[0].send", "oncall", "resolved"),
            DeliveryId.Create("f_1", "then[0].send", "oncall", "firing", 1),
        ];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^msg_[a-z2-7]{26}$", id));
    }

    [Fact]
    public void AlertUid_is_prefixed_base32() =>
        Assert.Matches("^a_[a-z2-7]{26}$", AlertUid.Create("r", "i", "{}", "f_1"));
}
