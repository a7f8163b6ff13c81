using Reactor.Rules.Diagnostics;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Tests.Diagnostics;

public class DiagnosticBagTests
{
    [Fact]
    public void Sorted_is_by_file_line_and_column()
    {
        var bag = new DiagnosticBag();
        SourceText a = new("a", "xx\nyy"), b = new("b", "z");
        bag.Error(b.PlaceOf(0, 1), "c", "4");
        bag.Error(a.PlaceOf(4, 1), "c", "3");
        bag.Warn(a.PlaceOf(1, 1), "c", "2");
        bag.Error(a.PlaceOf(0, 1), "c", "1");
        Assert.Equal(["1", "2", "3", "4"], bag.Sorted().Select(d => d.Message));
    }

    [Fact]
    public void Add_the_same_finding_twice_keeps_one()
    {
        var bag = new DiagnosticBag();
        bag.FileError("a", "c", "m");
        bag.FileError("a", "c", "m");
        Assert.Single(bag.Sorted());
    }

    [Fact]
    public void Add_beyond_the_capacity_counts()
    {
        var bag = new DiagnosticBag();
        for (int i = 0; i < DiagnosticBag.Capacity + 3; i++)
            bag.FileError("a", "c", $"{i}");
        Assert.Equal((DiagnosticBag.Capacity, 3, true), (bag.Sorted().Count, bag.Dropped, bag.HasErrors));
    }
}
