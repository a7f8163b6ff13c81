using Reactor.Rules.Loading;
using Reactor.Rules.Model;

namespace Reactor.Rules.Tests.Loading;

public class SampleConfigurationTests
{
    [Fact]
    public void Samples_of_the_repository_load_without_a_finding()
    {
        var result = ReactorLoader.Load(Repository.PathOf("config"), new DiskSourceFiles());
        Golden.Equal("", result.FormatDiagnostics());
        Assert.NotEmpty(result.Rules!.Rules);
    }

    [Fact]
    public void Rules_of_the_language_load_without_a_finding()
    {
        var result = ReactorLoader.Load(Repository.PathOf("tests/Reactor.Rules.Tests/Loading/Samples"), new DiskSourceFiles());
        Golden.Equal("", result.FormatDiagnostics());
        Assert.Equal(
            "event, event, event, at_least, sequence, not_followed_by, event, at_least, event, event, event, event, event, event, settle, event, state",
            string.Join(", ", result.Rules!.Rules.Select(r => r.When.Pattern.Form)));
        Assert.Equal(
            "alert record send exec webhook log gather qmp",
            string.Join(' ', result.Rules!.Rules.SelectMany(r => r.Then.Concat(r.Then.SelectMany(a => a.OnFailure))).Select(a => a.Kind).Distinct()));
    }
}
