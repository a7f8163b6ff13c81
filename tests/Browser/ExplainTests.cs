using Reactor.Tests;
using static Browser.OpenDashboard;

namespace Browser;

/// <summary>Why a rule fired for a stored event, or did not.</summary>
[Collection(ChromiumTests.Name)]
public sealed class ExplainTests(Chromium chromium)
{
    [ChromiumFact]
    public async Task Answer_for_an_event_that_comes_after_another_was_chosen_is_not_shown()
    {
        await using var dashboard = await OpenDashboard.UnopenedAsync(chromium);
        await dashboard.Daemon.Monitor.SayAsync(PlayedDaemon.Event("GUEST_PANICKED", """{"action": "run"}"""));
        await dashboard.Daemon.Monitor.SayAsync(PlayedDaemon.Event("GUEST_PANICKED", """{"action": "poweroff"}"""));
        var stored = await dashboard.Daemon.UntilAsync("/v1/events?name=GUEST_PANICKED", rows => rows.Count == 2);
        var (slow, quick) = ((string)stored[0]!["id"]!, (string)stored[1]!["id"]!);
        var (asked, held) = (new TaskCompletionSource(), new TaskCompletionSource());
        await dashboard.Page.RouteAsync(url => IsOf(url, slow), async route =>
        {
            asked.SetResult();
            await held.Task;
            await route.ContinueAsync();
        });
        await dashboard.Page.GotoAsync((await dashboard.Daemon.LinkAsync()).ToString());
        await dashboard.GoAsync("rules");
        var choice = dashboard.Page.Locator("select[name=event]");

        await choice.SelectOptionAsync(slow);
        await asked.Task;
        await choice.SelectOptionAsync(quick);
        await Expect(dashboard.Page.Locator(".why")).ToContainTextAsync("""data.action = "poweroff" """.Trim());
        var late = await dashboard.Page.RunAndWaitForResponseAsync(() => { held.SetResult(); return Task.CompletedTask; }, response => IsOf(response.Url, slow));
        await late.FinishedAsync();
        // What the page does with it, it has done before it asks for something else and has the answer.
        await dashboard.Page.EvaluateAsync("() => fetch('/readyz').then((response) => response.text())");

        Assert.Contains("data.action = \"poweroff\"", await dashboard.Page.Locator(".why").InnerTextAsync(), StringComparison.Ordinal);
    }

    private static bool IsOf(string url, string id) => url.Contains("/v1/explain", StringComparison.Ordinal) && url.Contains(Uri.EscapeDataString(id), StringComparison.OrdinalIgnoreCase);
}
