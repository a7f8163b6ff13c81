using Reactor.Reactions.Identities;

namespace Reactor.Reactions.Tests.Identities;

public class AlertUidTests
{
    [Fact]
    public void Create_is_prefixed_base32() =>
        Assert.Matches("^a_[a-z2-7]{26}$", AlertUid.Create("r", "i", "{}", "f_1"));

    [Fact]
    public void Create_each_part_changes_it()
    {
        string[] ids =
        [
            AlertUid.Create("r", "i", "{}", "f_1"),
            AlertUid.Create("r2", "i", "{}", "f_1"),
            AlertUid.Create("r", "i2", "{}", "f_1"),
            AlertUid.Create("r", "i", "[]", "f_1"),
            AlertUid.Create("r", "i", "{}", "f_2"),
        ];
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }
}
