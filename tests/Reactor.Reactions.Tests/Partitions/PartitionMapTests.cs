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

    [Theory]
    [InlineData("{}", 66)]
    [InlineData("""{"host":"h1"}""", 76)]
    public void OfFleetKey_known_keys_stays_what_it_was(string key, int partition) => Assert.Equal(partition, PartitionMap.OfFleetKey(key));

    [Fact]
    public void OfAlert_without_a_vm_is_where_its_key_is()
    {
        Assert.Equal(PartitionMap.OfVm("web1"), PartitionMap.OfAlert("web1", "{}"));
        Assert.Equal(PartitionMap.OfFleetKey("{}"), PartitionMap.OfAlert("", "{}"));
    }

    [Fact]
    public void OfFleetKey_many_keys_uses_every_fleet_partition_and_no_other()
    {
        var used = Enumerable.Range(0, 1_000).Select(i => PartitionMap.OfFleetKey($$"""{"h":{{i}}}""")).ToHashSet();
        Assert.Equal(Enumerable.Range(64, 16), used.Order());
    }

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
