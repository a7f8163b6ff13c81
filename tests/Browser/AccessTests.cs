using Microsoft.Playwright;
using static Browser.OpenDashboard;

namespace Browser;

/// <summary>Who may see it, and whether it says what it knows.</summary>
[Collection(ChromiumTests.Name)]
public sealed class AccessTests(Chromium chromium)
{
    [ChromiumFact]
    public async Task Page_without_a_session_says_how_to_sign_in_and_the_link_leaves_no_code_behind()
    {
        await using var dashboard = await OpenDashboard.UnopenedAsync(chromium);
        dashboard.RequestsMayFail = true;
        await dashboard.Page.GotoAsync(dashboard.Daemon.Url.ToString());
        await Expect(dashboard.Text("reactor dashboard")).ToBeVisibleAsync();

        await dashboard.Page.GotoAsync((await dashboard.Daemon.LinkAsync()).ToString());
        await Expect(dashboard.Page.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();
        Assert.DoesNotContain("code", dashboard.Page.Url, StringComparison.Ordinal);
        await dashboard.Button("Sign out").ClickAsync();
        await Expect(dashboard.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await dashboard.Page.ReloadAsync();
        await Expect(dashboard.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    [ChromiumFact]
    public async Task Sign_out_while_the_daemon_is_away_leaves_nothing_to_be_seen_and_forgets_the_session()
    {
        await using var dashboard = await OpenDashboard.StartAsync(chromium, "vms");
        dashboard.RequestsMayFail = true;
        await Expect(dashboard.Page.Locator("td", new() { HasText = "web1" }).First).ToBeVisibleAsync();
        await dashboard.Daemon.StopHostAsync();

        await dashboard.Button("Sign out").ClickAsync();

        await Expect(dashboard.Page.GetByRole(AriaRole.Heading, new() { Name = "Reactor does not answer" })).ToBeVisibleAsync();
        Assert.Equal(0, await dashboard.Page.EvaluateAsync<int>("sessionStorage.length"));
    }

    [ChromiumFact]
    public async Task Lost_connection_is_shown_while_the_daemon_is_away_and_goes_when_it_is_back()
    {
        await using var dashboard = await OpenDashboard.StartAsReaderAsync(chromium, "vms");
        dashboard.RequestsMayFail = true;
        var lost = dashboard.Page.GetByRole(AriaRole.Alert);
        await Expect(dashboard.Page.Locator("td", new() { HasText = "web1" }).First).ToBeVisibleAsync();
        await Expect(lost).ToBeHiddenAsync();

        await dashboard.Daemon.StopHostAsync();
        await Expect(lost).ToContainTextAsync("Connection lost. What you see is from");
        await Expect(dashboard.Page.Locator("td", new() { HasText = "web1" }).First).ToBeVisibleAsync();
        await dashboard.Daemon.RestartHostAsync();

        await Expect(lost).ToBeHiddenAsync();
        await Expect(dashboard.Page.Locator("td .badge", new() { HasText = "live" })).ToBeVisibleAsync();
    }

    [ChromiumFact]
    public async Task Session_that_ended_with_the_daemon_leads_to_how_to_sign_in_and_a_link_leads_back()
    {
        await using var dashboard = await OpenDashboard.StartAsync(chromium, "alerts");
        dashboard.RequestsMayFail = true;
        await dashboard.Daemon.StopHostAsync();
        await dashboard.Daemon.RestartHostAsync();
        await Expect(dashboard.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();

        await dashboard.Page.GotoAsync((await dashboard.Daemon.LinkAsync()).ToString());
        await Expect(dashboard.Page.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();
    }

    [ChromiumFact]
    public async Task Keyboard_alone_reaches_acknowledge_and_a_dialog_keeps_it_until_escape()
    {
        await using var dashboard = await OpenDashboard.StartAsync(chromium, "alerts");
        await dashboard.Daemon.PanicAsync();
        await Expect(dashboard.Button("Acknowledge")).ToBeVisibleAsync();
        var keyboard = dashboard.Page.Keyboard;

        await TabToAsync(dashboard, "Acknowledge");
        Assert.NotEqual("none", await dashboard.Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
        await keyboard.PressAsync("Enter");
        await Expect(dashboard.Page.Locator("dialog")).ToBeVisibleAsync();
        for (var i = 0; i < 8; i++)
        {
            await keyboard.PressAsync("Tab");
            Assert.True(await dashboard.Page.EvaluateAsync<bool>("document.activeElement === document.body || !!document.activeElement.closest('dialog')"));
        }
        await keyboard.PressAsync("Escape");
        await Expect(dashboard.Page.Locator("dialog")).ToHaveCountAsync(0);
        Assert.Equal("Acknowledge", await dashboard.Page.EvaluateAsync<string>("document.activeElement.textContent"));

        await keyboard.PressAsync("Enter");
        await keyboard.TypeAsync("by keys");
        await TabToAsync(dashboard, "Acknowledge");
        await keyboard.PressAsync("Enter");
        await Expect(dashboard.Text("by keys")).ToBeVisibleAsync();
    }

    private static async Task TabToAsync(OpenDashboard dashboard, string button)
    {
        for (var i = 0; i < 60; i++)
        {
            await dashboard.Page.Keyboard.PressAsync("Tab");
            if (await dashboard.Page.EvaluateAsync<string>("document.activeElement.textContent") == button)
            {
                return;
            }
        }
        Assert.Fail($"the keyboard never came to {button}");
    }
}
