using System.Text;

namespace Reactor.Qmp.Tests.State;

public class RunStateTests
{
    [Theory]
    [InlineData("running", "STOP", "{}", "paused")]
    [InlineData(null, "STOP", "{}", "paused")]
    [InlineData("guest-panicked", "STOP", "{}", "guest-panicked")]
    [InlineData("io-error", "STOP", "{}", "io-error")]
    [InlineData("watchdog", "STOP", "{}", "watchdog")]
    [InlineData("shutdown", "STOP", "{}", "shutdown")]
    [InlineData("paused", "RESUME", "{}", "running")]
    [InlineData("running", "SUSPEND", "{}", "suspended")]
    [InlineData("suspended", "WAKEUP", "{}", "running")]
    [InlineData("running", "SHUTDOWN", """{"guest":true,"reason":"guest-shutdown"}""", "shutdown")]
    [InlineData("running", "GUEST_PANICKED", """{"action":"pause"}""", "guest-panicked")]
    [InlineData("running", "GUEST_PANICKED", """{"info":{"action":"pause"},"action":"run"}""", "running")]
    [InlineData("running", "GUEST_PANICKED", """{"action":7}""", "running")]
    [InlineData("running", "GUEST_PANICKED", "", "running")]
    [InlineData("running", "BLOCK_IO_ERROR", """{"device":"d0","action":"stop"}""", "io-error")]
    [InlineData("running", "BLOCK_IO_ERROR", """{"action":"report"}""", "running")]
    [InlineData("running", "WATCHDOG", """{"action":"pause"}""", "watchdog")]
    [InlineData("running", "RESET", "{}", "running")]
    [InlineData("guest-panicked", "RESET", "{}", "prelaunch")]
    [InlineData("paused", "RESET", "{}", "prelaunch")]
    [InlineData("inmigrate", "RESET", "{}", "inmigrate")]
    [InlineData(null, "RESET", "{}", null)]
    public void After_event_is_what_query_status_would_say(string? before, string name, string data, string? after) =>
        Assert.Equal(after, RunState.After(before, name, Encoding.UTF8.GetBytes(data)));
}
