using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Vms;

namespace Reactor.Actors.Tests.Vms;

public sealed class ReadApartTests
{
    [Fact]
    public void Each_is_counted_and_the_first_alone_is_told()
    {
        var log = new RecordingLoggers();
        var apart = new ReadApart(log);

        for (var i = 0; i < 1000; i++)
            apart.Add($"vm{i}");

        Assert.Equal(1000, apart.Count);
        Assert.StartsWith("VM vm0 is read by itself", Assert.Single(log.Lines), StringComparison.Ordinal);
    }
}
