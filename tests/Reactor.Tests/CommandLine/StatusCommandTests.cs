using System.Text.Json.Nodes;
using Reactor.CommandLine;

namespace Reactor.Tests.CommandLine;

public sealed class StatusCommandTests
{
    [Theory]
    [InlineData("[]", "none")]
    [InlineData("""[{"state": "live", "silent_since": null}]""", "1: 1 live")]
    [InlineData("""[{"state": "live", "silent_since": "2026-03-02T10:00:00Z"}]""", "1: 1 live, of them 1 silent ('reactor vms' tells more)")]
    [InlineData(
        """[{"state": "backoff"}, {"state": "live", "silent_since": "2026-03-02T10:00:00Z"}, {"state": "live"}]""", "3: 2 live, of them 1 silent, 1 backoff ('reactor vms' tells more)")]
    public void Vms_by_state_tell_how_many_do_not_answer(string vms, string told) => Assert.Equal(told, StatusCommand.Vms(JsonNode.Parse(vms)!.AsArray()));

    [Theory]
    [InlineData("""{"rules": 2, "started_at": "2026-03-02T10:00:00Z", "reload": null}""", "2, loaded at 2026-03-02T10:00:00.000Z")]
    [InlineData("""{"rules": 2, "started_at": "2026-03-02T10:00:00Z", "reload": {"loaded_at": "2026-03-02T11:00:00Z"}}""", "2, loaded at 2026-03-02T11:00:00.000Z")]
    public void Rules_right_after_the_start_were_loaded_by_it(string status, string told) => Assert.Equal(told, StatusCommand.Rules(JsonNode.Parse(status)!.AsObject()));
}
