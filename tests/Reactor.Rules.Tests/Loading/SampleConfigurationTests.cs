using Reactor.Rules.Loading;

namespace Reactor.Rules.Tests.Loading;

public class SampleConfigurationTests
{
    [Fact]
    public void Samples_of_the_repository_load_without_a_finding()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Reactor.sln")))
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("The tests don't run inside of the repository.");
        var result = ReactorLoader.Load(Path.Combine(root, "config"), new DiskSourceFiles());
        Golden.Equal("", result.FormatDiagnostics());
        Assert.NotEmpty(result.Rules!.Rules);
    }
}
