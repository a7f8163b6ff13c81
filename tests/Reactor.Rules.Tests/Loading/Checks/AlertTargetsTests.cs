using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading;

namespace Reactor.Rules.Tests.Loading.Checks;

public class AlertTargetsTests
{
    private const string Rule = "rules: [{name: r, severity: warning, labels: {team: virt}, when: {event: STOP}, then: [{alert: {summary: x MORE}}]}]";

    [Theory]
    [InlineData("", "", true)]
    [InlineData("routes: [{to: [oncall]}]", "", false)]
    [InlineData("", ", to: [oncall]", false)]
    [InlineData("routes: [{if: 'rule.severity == \"critical\"', to: [oncall]}]", "", true)]
    [InlineData("routes: [{if: 'rule.severity in [\"warning\"]', to: [oncall]}]", "", false)]
    [InlineData("routes: [{if: 'rule.labels.team == \"virt\"', to: [oncall]}]", "", false)]
    [InlineData("routes: [{if: 'rule.name == \"other\" && vm.name == \"web1\"', to: [oncall]}]", "", true)]
    [InlineData("routes: [{if: 'vm.name == \"web1\"', to: [oncall]}]", "", false)]
    public void Alert_that_no_route_can_take_is_warned_of(string routes, string more, bool isWarned)
    {
        var files = new MemoryFiles
        {
            ["reactor.yaml"] = $"version: 1\nvms: [{{name: a, qmp: \"unix:/a\"}}]\nrules: [r.yaml]\ntargets: {{oncall: {{webhook: {{url: \"https://x.example.net/\"}}}}}}\n{routes}\n",
            ["r.yaml"] = "version: 1\n" + Rule.Replace(" MORE", more, StringComparison.Ordinal),
        };

        var found = ReactorLoader.Load("reactor.yaml", files).Diagnostics;

        Assert.Equal(isWarned ? [DiagnosticCodes.NoTarget] : [], found.Select(d => d.Code));
        Assert.All(found, d => Assert.Contains("to: [oncall]", d.Suggestion, StringComparison.Ordinal));
    }

    [Fact]
    public void Secret_that_cannot_be_had_is_warned_of_at_its_place_without_its_value()
    {
        const string Config = "version: 1\nvms: [{name: a, qmp: \"unix:/a\"}]\nsecrets:\n  here: {env: HERE}\n  gone: {file: gone.key}\ntargets: {t: {webhook: {url_file: u}}}\n";

        var found = ReactorLoader.Load(
            "reactor.yaml", MemoryFiles.WithConfig(Config),
            new LoadOptions { SecretProblem = secret => secret is Rules.Configuration.FileSecret file ? $"there is no file {Path.GetFileName(file.Path)}" : null }).Diagnostics;

        Assert.Equal(
            "5:3+4 missing-secret: secret gone: there is no file gone.key | what needs it is not sent until it is there\n"
            + "6:11+1 missing-secret: the URL of target t: there is no file u | what needs it is not sent until it is there",
            Loaded.Lines(found));
    }

    [Fact]
    public void Secret_that_is_a_token_is_looked_at_as_one()
    {
        const string Config = "version: 1\nvms: [{name: a, qmp: \"unix:/a\"}]\nsecrets:\n  ops: {env: OPS}\n  other: {env: OTHER}\nhttp: {listen: \"127.0.0.1:1\", tokens: {t: {secret: ops}}}\n";

        var found = ReactorLoader.Load("reactor.yaml", MemoryFiles.WithConfig(Config), new LoadOptions { SecretProblem = _ => "gone", TokenProblem = _ => "short" }).Diagnostics;

        Assert.Equal(
            "4:3+3 missing-secret: secret ops: short | nobody signs in with it until then. A good one is made by: openssl rand -hex 32\n"
            + "5:3+5 missing-secret: secret other: gone | what needs it is not sent until it is there",
            Loaded.Lines(found));
    }
}
