using Reactor.Qmp;
using Reactor.Rules.Loading.Compiling;

namespace Reactor.Rules.Tests.Loading;

public class EventWordsTests
{
    [Theory]
    [InlineData("reboot", "did you mean RESET?")]
    [InlineData("crash", "did you mean GUEST_PANICKED?")]
    [InlineData("kernel-panic", "did you mean GUEST_PANICKED?")]
    [InlineData("POWER_OFF", "did you mean SHUTDOWN (it ended) or POWERDOWN (it was asked to)?")]
    [InlineData("pause", "did you mean STOP?")]
    [InlineData("resume", "did you mean RESUME?")]
    [InlineData("disk error", "did you mean BLOCK_IO_ERROR?")]
    [InlineData("GUEST_PANIKED", "did you mean GUEST_PANICKED?")]
    [InlineData("GUEST_PAN", "did you mean GUEST_PANICKED?")]
    [InlineData("coffee", "the names are those of the QMP reference of QEMU, such as RESET, SHUTDOWN or STOP; `reactor events` shows which came, with a rule on event: \"*\"")]
    public void Load_unknown_event_is_told_what_was_meant(string name, string advice) => Golden.Equal(
        $"4:19+{name.Length + 2} unknown-event: unknown event {name} | {advice}",
        Loaded.Lines(Loaded.RuleFile($"version: 1\nrules:\n  - name: r\n    when: {{event: \"{name}\"}}\n    then: [{{log: {{message: x}}}}]\n").Diagnostics));

    [Theory]
    [InlineData("vnc*", "did you mean VNC*?")]
    [InlineData("VNC_connect*", "did you mean VNC_CONNECT*?")]
    [InlineData("block-*", "did you mean BLOCK_*?")]
    public void Load_pattern_of_no_event_is_told_in_the_spelling_that_matches(string pattern, string advice) => Golden.Equal(
        $"4:19+{pattern.Length + 2} unknown-event: no event matches {pattern} | {advice}",
        Loaded.Lines(Loaded.RuleFile($"version: 1\nrules:\n  - name: r\n    when: {{event: \"{pattern}\"}}\n    then: [{{log: {{message: x}}}}]\n").Diagnostics));

    [Fact]
    public void Load_severity_is_told_by_its_start() => Assert.Equal(
        "4:15+4 bad-value: warn is not one of info | warning | error | critical | did you mean warning?",
        Loaded.Lines(Loaded.RuleFile("version: 1\nrules:\n  - name: r\n    severity: warn\n    when: {event: STOP}\n    then: [{log: {message: x}}]\n").Diagnostics));

    [Fact]
    public void Words_mean_events_that_there_are() => Assert.All(EventWords.Meant, n => Assert.True(EventCatalogue.Default.TryGet(n, out _), n));
}
