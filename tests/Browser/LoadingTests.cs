using Microsoft.Playwright;
using Reactor.Tests;
using static Browser.OpenDashboard;

namespace Browser;

/// <summary>What has not come yet, or could not be loaded, is not taken for good news.</summary>
[Collection(ChromiumTests.Name)]
public sealed class LoadingTests(Chromium chromium)
{
    private static readonly string[] s_answers =
    [
        "Nothing is wrong that a rule looks for.", "No VM is known yet.", "Nothing has been sent yet.", "No VM is like that.", "Nothing happened yet that is kept.", "No alert is like that.",
        "No rule is loaded.", "No delivery is like that.", "No rule has recorded anything yet.", "There is no silence.", "There is no maintenance.",
    ];

    [ChromiumTheory]
    [InlineData("overview")]
    [InlineData("vms")]
    [InlineData("events")]
    [InlineData("alerts")]
    [InlineData("rules")]
    [InlineData("deliveries")]
    [InlineData("records")]
    [InlineData("holds")]
    public async Task View_says_that_it_loads_until_the_answer_has_come(string view)
    {
        await using var dashboard = await OpenDashboard.UnopenedAsync(chromium);
        var held = new TaskCompletionSource();
        await dashboard.Page.RouteAsync("**/v1/**", async route =>
        {
            if (!route.Request.Url.Contains("/v1/session", StringComparison.Ordinal))
            {
                await held.Task;
            }
            await route.ContinueAsync();
        });
        await dashboard.Page.GotoAsync((await dashboard.Daemon.LinkAsync()).ToString());
        await dashboard.GoAsync(view);

        await Expect(dashboard.Page.Locator("main .loading").First).ToHaveTextAsync("Loading\u2026");
        Assert.DoesNotContain(s_answers, (await dashboard.Page.Locator("main").InnerTextAsync()).Contains);

        held.SetResult();
        await Expect(dashboard.Page.Locator("main .loading")).ToHaveCountAsync(0);
    }

    [ChromiumFact]
    public async Task View_whose_answer_fails_says_so_and_is_loaded_when_it_is_there_again()
    {
        await using var dashboard = await OpenDashboard.UnopenedAsync(chromium);
        dashboard.RequestsMayFail = true;
        var fails = true;
        await dashboard.Page.RouteAsync("**/v1/alerts*", route => fails
            ? route.FulfillAsync(new() { Status = 500, ContentType = "application/problem+json", Body = """{"title": "Broken", "detail": "the store can't be read"}""" })
            : route.ContinueAsync());
        await dashboard.Page.GotoAsync((await dashboard.Daemon.LinkAsync()).ToString());
        await dashboard.GoAsync("overview");

        await Expect(dashboard.Page.Locator("main .loading").First).ToHaveTextAsync("This could not be loaded: the store can't be read. It is tried again.");
        Assert.DoesNotContain(s_answers, (await dashboard.Page.Locator("main").InnerTextAsync()).Contains);

        fails = false;
        await Expect(dashboard.Text("Nothing is wrong that a rule looks for.")).ToBeVisibleAsync();
        await Expect(dashboard.Page.Locator("main .loading")).ToHaveCountAsync(0);
    }

    [ChromiumFact]
    public async Task Page_says_that_it_loads_before_it_knows_who_looks()
    {
        await using var dashboard = await OpenDashboard.UnopenedAsync(chromium);
        var held = new TaskCompletionSource();
        await dashboard.Page.RouteAsync("**/v1/session", async route =>
        {
            await held.Task;
            await route.ContinueAsync();
        });
        await dashboard.Page.GotoAsync((await dashboard.Daemon.LinkAsync()).ToString());

        await Expect(dashboard.Text("Loading\u2026")).ToBeVisibleAsync();
        held.SetResult();
        await Expect(dashboard.Page.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();
    }
}
