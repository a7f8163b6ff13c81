namespace Reactor.Rules.Tests.Loading;

/// <summary><c>{secret:NAME}</c> in headers: what would fail when a delivery is sent is refused when the rule loads.</summary>
public class SecretReferenceTests
{
    [Theory]
    [InlineData("Bearer {secret:hook_key}", "")]
    [InlineData("{secret:hook_kye}", "2:98+8 unknown-secret: unknown secret hook_kye | did you mean hook_key?")]
    [InlineData("x {secret:", "2:92+8 bad-value: the name of a secret stands between `{secret:` and `}`, written out | write {secret:NAME}")]
    [InlineData("{secret:}", "2:90+8 bad-value: the name of a secret stands between `{secret:` and `}`, written out | write {secret:NAME}")]
    [InlineData("{secret:{{ vm.name }}}", "2:90+8 bad-value: the name of a secret stands between `{secret:` and `}`, written out | write {secret:NAME}")]
    [InlineData("{{ secret.hook_key }}", "2:93+6 not-supported: `secret` is not supported yet by this version | in the value of a webhook's header, write {secret:NAME}")]
    public void Load_header_of_a_rule_names_secrets_that_there_are(string header, string expected) => Golden.Equal(
        expected,
        Loaded.Lines(Loaded.RuleFile($"version: 1\nrules: [{{name: r, when: {{event: STOP}}, then: [{{webhook: {{url: 'http://x/', headers: {{A: \"{header}\"}}}}}}]}}]").Diagnostics));

    [Fact]
    public void Load_header_of_a_target_names_secrets_that_there_are() => Golden.Equal(
        "2:68+1 unknown-secret: unknown secret k | `secrets` in reactor.yaml has none yet",
        Loaded.Lines(Loaded.Settings("version: 1\ntargets: {t: {webhook: {url: 'https://x/', headers: {A: \"T {secret:k}\"}}}}").Diagnostics));

    [Fact]
    public void Load_secret_in_a_URL_is_refused_for_it_would_be_sent_as_it_stands() => Golden.Equal(
        "2:73+8 bad-value: a secret stands in headers only | where the URL itself is a secret, `send` to a target with url_secret or url_file",
        Loaded.Lines(Loaded.RuleFile("version: 1\nrules: [{name: r, when: {event: STOP}, then: [{webhook: {url: 'http://x/{secret:hook_key}'}}]}]").Diagnostics));

    [Theory]
    [InlineData("Content-Type")]
    [InlineData("content-length")]
    public void Load_header_that_the_sender_sets_is_refused_not_dropped(string name) => Golden.Equal(
        $"2:53+{name.Length} bad-value: the header {name} is set by Reactor itself | leave it out",
        Loaded.Lines(Loaded.Settings($"version: 1\ntargets: {{t: {{webhook: {{url: 'http://x/', headers: {{{name}: text/plain}}}}}}}}").Diagnostics));
}
