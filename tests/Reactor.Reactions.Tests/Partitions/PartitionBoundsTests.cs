using Reactor.Reactions.Partitions;

namespace Reactor.Reactions.Tests.Partitions;

public sealed class PartitionBoundsTests
{
    [Fact]
    public void Sum_has_each_of_both()
    {
        var properties = typeof(PartitionBounds).GetProperties().Where(property => property.PropertyType == typeof(long)).ToList();
        var (one, other) = (new PartitionBounds(), new PartitionBounds());
        for (var i = 0; i < properties.Count; i++)
        {
            properties[i].SetValue(one, i + 1L);
            properties[i].SetValue(other, 100L * (i + 1));
        }

        var sum = one.Plus(other);

        Assert.NotEmpty(properties);
        Assert.Equal(Enumerable.Range(1, properties.Count).Select(i => 101L * i), properties.Select(property => (long)property.GetValue(sum)!));
    }
}
