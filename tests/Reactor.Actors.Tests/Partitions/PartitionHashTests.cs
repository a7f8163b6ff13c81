using Reactor.Actors.Partitions;

namespace Reactor.Actors.Tests.Partitions;

public class PartitionHashTests
{
    // What is stored depends on these: they never change.
    [Theory]
    [InlineData("", 1)]
    [InlineData("web1", 54)]
    [InlineData("db1", 14)]
    [InlineData("6ba7b810-9dad-11d1-80b4-00c04fd430c8", 32)]
    public void Of_known_ids_stays_what_it_was(string id, int partition) => Assert.Equal(partition, PartitionHash.Of(id));

    [Fact]
    public void Of_many_ids_uses_every_partition_evenly()
    {
        var counts = new int[PartitionHash.VmPartitions];
        for (var i = 0; i < 6400; i++)
            counts[PartitionHash.Of($"vm{i}")]++;

        Assert.InRange(counts.Min(), 50, 100);
        Assert.InRange(counts.Max(), 100, 150);
    }
}
