using Reactor.Reactions.Identities;

namespace Reactor.Reactions.Tests.Identities;

public class DeliveryIdTests
{
    [Fact]
    public void Create_each_part_changes_it()
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
}
