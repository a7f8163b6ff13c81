using Reactor.CommandLine;

namespace Reactor.Tests.CommandLine;

/// <summary>What somebody meets who uses it for the first time.</summary>
public sealed class FrontDoorTests : IDisposable
{
    private const string Tests = "version: 1\nconfig: ../reactor.yaml\ntests:\n  - name: a stop is told\n    input: [{at: 0s, vm: web1, event: STOP}]\n    expect: [{at: 1s, alerts: [{rule: stopped, state: firing}]}]\n";

    private readonly TestFolder _folder = new();

    public FrontDoorTests()
    {
        _folder.Write("reactor.yaml", "version: 1\nvms: [{name: web1, qmp: \"unix:/a\"}]\nrules: [\"rules/*.yaml\"]\nsecrets: {key: {file: hook.key}, other: {env: OTHER_KEY}}\ntargets: {oncall: {webhook: {url: \"https://hooks.example.net/in\", secrets: [key, other]}}}\n");
        _folder.Write("rules/a.yaml", "version: 1\nrules: [{name: stopped, when: {event: STOP}, then: [{alert: {summary: stopped, to: [oncall]}}]}]\n");
        _folder.Write("tests/a.yaml", Tests);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Check_secrets_that_cannot_be_had_are_warned_of_and_values_never_shown()
    {
        var (missing, empty, there) = (new TestTerminal(), new TestTerminal(("OTHER_KEY", "")), new TestTerminal(("OTHER_KEY", "swordfish")));

        Assert.Equal(ExitCode.Fine, await missing.RunAsync("check", _folder.Path));
        _folder.Write("hook.key", "");
        await empty.RunAsync("check", _folder.Path);
        _folder.Write("hook.key", "whsec_hunter22\n");
        await there.RunAsync("check", _folder.Path);

        Assert.Contains($"secret key: there is no file {_folder.File("hook.key")} [missing-secret]", missing.Out, StringComparison.Ordinal);
        Assert.Contains("secret other: the environment variable OTHER_KEY is not set here", missing.Out, StringComparison.Ordinal);
        Assert.Contains("hook.key is empty", empty.Out, StringComparison.Ordinal);
        Assert.Contains("OTHER_KEY is empty", empty.Out, StringComparison.Ordinal);
        Assert.EndsWith("no errors, no warnings\n", there.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", there.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_key_that_nothing_could_be_signed_with_is_warned_of()
    {
        _folder.Write("hook.key", "whsec_hunter2!\n");
        var terminal = new TestTerminal(("OTHER_KEY", "whsec"));

        Assert.Equal(ExitCode.Fine, await terminal.RunAsync("check", _folder.Path));
        Assert.Contains("secret key: what follows `whsec_` is not base64; copy the secret again, or leave the prefix out to use the text itself as the key [missing-secret]", terminal.Out, StringComparison.Ordinal);
        Assert.EndsWith("no errors, 1 warning\n", terminal.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", terminal.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "hook.key is empty")]
    [InlineData("hunter2-0123456", "secret key: it has fewer than 16 characters, and no such token is taken")]
    [InlineData("     hunter2-0123456\n", "secret key: it has fewer than 16 characters, and no such token is taken")]
    [InlineData("hunter2-01234567\n", null)]
    public async Task Check_token_that_the_daemon_would_not_take_is_warned_of(string token, string? warning)
    {
        _folder.Write("reactor.yaml", "version: 1\nvms: [{name: a, qmp: \"unix:/a\"}]\nsecrets: {key: {file: hook.key}}\nhttp: {listen: \"127.0.0.1:9470\", tokens: {t: {secret: key}}}\n");
        _folder.Write("hook.key", token);
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await terminal.RunAsync("check", _folder.File("reactor.yaml")));

        Assert.Contains(warning ?? "no errors, no warnings\n", terminal.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", terminal.Out, StringComparison.Ordinal);
        Assert.Equal(warning is not null, terminal.Out.Contains("nobody signs in with it until then", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_file_of_rule_tests_says_how_it_is_run_and_a_folder_passes_over_it()
    {
        var (file, folder) = (new TestTerminal(), new TestTerminal());
        File.Delete(_folder.File("reactor.yaml"));

        Assert.Equal(ExitCode.BadConfiguration, await file.RunAsync("check", _folder.File("tests/a.yaml")));
        Assert.Equal(ExitCode.Fine, await folder.RunAsync("check", _folder.Path));

        Assert.Contains("this is a file of rule tests", file.Out, StringComparison.Ordinal);
        Assert.Contains($"reactor test {_folder.File("tests/a.yaml")}", file.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_takes_folders_of_a_configuration_and_of_tests()
    {
        var (configuration, tests, none) = (new TestTerminal(), new TestTerminal(), new TestTerminal());

        Assert.Equal(ExitCode.Fine, await configuration.RunAsync("test", _folder.Path));
        Assert.Equal(ExitCode.Fine, await tests.RunAsync("test", _folder.File("tests")));
        Assert.Equal(ExitCode.Usage, await none.RunAsync("test", _folder.File("rules")));

        Assert.Contains("1 passed, 0 failed", configuration.Out, StringComparison.Ordinal);
        Assert.Contains("1 passed, 0 failed", tests.Out, StringComparison.Ordinal);
        Assert.Contains("has no test files", none.Error, StringComparison.Ordinal);
    }
}
