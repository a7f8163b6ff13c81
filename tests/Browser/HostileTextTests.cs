using static Browser.OpenDashboard;

namespace Browser;

/// <summary>What guests write is text.</summary>
[Collection(ChromiumTests.Name)]
public sealed class HostileTextTests(Chromium chromium)
{
    private const string Markup = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";

    [ChromiumTheory]
    [InlineData("alerts")]
    [InlineData("overview")]
    [InlineData("events")]
    public async Task Markup_of_a_guest_is_shown_and_is_none(string view)
    {
        await using var dashboard = await OpenDashboard.StartAsync(chromium, view);
        await dashboard.SayHostAsync(Markup);

        await Expect(dashboard.Page.Locator("main")).ToContainTextAsync("<img src=x onerror=");
        Assert.Equal(0, await dashboard.Page.Locator("main img, main script").CountAsync());
        Assert.DoesNotContain("owned", await dashboard.Page.TitleAsync(), StringComparison.Ordinal);
    }

    [ChromiumTheory]
    [InlineData("\u202E", "202E")]
    [InlineData("\u00AD", "00AD")]
    [InlineData("\u2028", "2028")]
    [InlineData("\u3164", "3164")]
    [InlineData("\U000E0041", "E0041")]
    public async Task Marks_that_turn_or_hide_text_are_made_visible(string mark, string code)
    {
        await using var dashboard = await OpenDashboard.StartAsync(chromium, "alerts");
        await dashboard.SayHostAsync($"abc{mark}dcba");

        await Expect(dashboard.Page.Locator("main")).ToContainTextAsync($"abc\u27E8U+{code}\u27E9dcba");
    }

    [ChromiumFact]
    public async Task Text_of_ten_kilobytes_is_short_until_it_is_opened_and_nothing_scrolls_sideways()
    {
        await using var dashboard = await OpenDashboard.StartAsync(chromium, "events?name=VNC_*", options: new() { ViewportSize = new() { Width = 375, Height = 800 } });
        await dashboard.SayHostAsync(new string('w', 10_000));
        var summary = dashboard.Page.Locator("tbody summary");
        await Expect(summary).ToBeVisibleAsync();
        Assert.InRange((await summary.TextContentAsync())!.Length, 1, 200);

        await summary.ClickAsync();
        await Expect(dashboard.Page.Locator("pre.data")).ToContainTextAsync(new string('w', 10_000));
        Assert.Equal(0, await dashboard.Page.EvaluateAsync<int>(LooksTests.Sideways));
    }
}
