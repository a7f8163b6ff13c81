using EndToEnd.Daemon;

namespace EndToEnd;

/// <summary>A wrong rule never loads, and all that is wrong is said at once.</summary>
public sealed class BadRulesTests
{
    private const string FiveFaults = """
        version: 1
        rules:
          - name: one
            when: {event: GUEST_PANIKED}
            then: [{log: {message: hello}}]
          - name: two
            wehn: {event: RESET}
            when: {event: RESET}
            then: [{log: {message: hello}}]
          - name: three
            when: {event: QUORUM_REPORT_BAD, if: 'data.node-name == "c2"'}
            then: [{log: {message: hello}}]
          - name: four
            when: {event: RESET}
            limit: {once_per: 10 minutes}
            then: [{log: {message: hello}}]
          - name: five
            when: {event: GUEST_PANICKED, if: 'data.action == "puase"'}
            then: [{send: {to: onkall}}]
        """;

    [Theory]
    [InlineData("check")]
    [InlineData("run")]
    public async Task Rule_file_with_six_faults_reports_them_all_with_their_places_and_suggestions(string command)
    {
        using var workspace = new Workspace().Target("oncall", "http://127.0.0.1:9/").Rules("bad", FiveFaults).Write();
        string[] arguments = command == "check" ? ["check", workspace.Config] : ["run", "--config", workspace.Config];

        var result = await ReactorProcess.RunAsync(workspace, arguments);

        Assert.Equal(78, result.Code);
        var said = result.Output + result.Error;
        var file = workspace.Path("rules/bad.yaml");
        Assert.Contains($"{file}:4:19", said, StringComparison.Ordinal);
        Assert.Contains("GUEST_PANICKED", said, StringComparison.Ordinal);
        Assert.Contains($"{file}:7:5", said, StringComparison.Ordinal);
        Assert.Contains("did you mean when", said.Replace("`", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains($"{file}:11:43", said, StringComparison.Ordinal);
        Assert.Contains("data[\"node-name\"]", said, StringComparison.Ordinal);
        Assert.Contains($"{file}:15:23", said, StringComparison.Ordinal);
        Assert.Contains("10m", said, StringComparison.Ordinal);
        Assert.Contains($"{file}:18:55", said, StringComparison.Ordinal);
        Assert.Contains("\"pause\"", said, StringComparison.Ordinal);
        Assert.Contains($"{file}:19:24", said, StringComparison.Ordinal);
        Assert.Contains("oncall", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Feature_of_a_later_version_is_refused_by_name()
    {
        using var workspace = new Workspace().Target("oncall", "http://127.0.0.1:9/").Write("routes: [{to: oncall, muted_in: [nights]}]");

        var result = await ReactorProcess.RunAsync(workspace, "check", workspace.Config);

        Assert.Equal(78, result.Code);
        Assert.Contains("muted_in", result.Output + result.Error, StringComparison.Ordinal);
        Assert.Contains("not supported yet", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shipped_configuration_is_right()
    {
        using var workspace = new Workspace();

        var result = await ReactorProcess.RunAsync(workspace, "check", "--output", "json", Path.Combine(Checkout.Root, "config"));

        // The programs of its runbooks are whoever installs it has to make.
        Assert.True(result.Code == 0, result.Output + result.Error);
        Assert.All(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Contains("\"exec-program\"", line, StringComparison.Ordinal));
    }
}
