using Reactor.Reactions.Partitions;

namespace Reactor.Reactions.Tests.Partitions;

public class PartitionMapTests
{
    // What is stored depends on these: they never change.
    [Theory]
    [InlineData("", 1)]
    [InlineData("web1", 54)]
    [InlineData("db1", 14)]
    [InlineData("6ba7b810-9dad-11d1-80b4-00c04fd430c8", 32)]
    public void OfVm_known_ids_stays_what_it_was(string id, int partition) => Assert.Equal(partition, PartitionMap.OfVm(id));

    [Fact]
    public void OfVm_many_ids_uses_every_partition_evenly()
    {
        var counts = new int[PartitionMap.VmPartitions];
        for (var i = 0; i < 6400; i++)
        {
            counts[PartitionMap.OfVm($"vm{i}")]++;
        }

        Assert.InRange(counts.Min(), 50, 100);
        Assert.InRange(counts.Max(), 100, 150);
    }
}
