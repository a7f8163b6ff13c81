using Microsoft.Playwright;
using static Browser.OpenDashboard;

namespace Browser;

/// <summary>Every view can be read: in both colour schemes, on a phone. With REACTOR_SCREENSHOTS a folder, pictures are put there.</summary>
[Collection(ChromiumTests.Name)]
public sealed class LooksTests(Chromium chromium)
{
    /// <summary>By how many pixels the page is wider than the window.</summary>
    public const string Sideways = "() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)";

    // Of each text that is seen: the contrast (WCAG 2) of its colour with what it stands on. Gives those below 4.5.
    private const string TooFaint = """
        () => {
          const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
          const rgba = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data].map((n, i) => i < 3 ? n : n / 255); };
          const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3]));
          const ground = (element) => {
            if (!element) return matchMedia('(prefers-color-scheme: dark)').matches ? [0, 0, 0] : [255, 255, 255];
            const own = rgba(getComputedStyle(element).backgroundColor);
            return own[3] === 1 ? own.slice(0, 3) : over(own, ground(element.parentElement));
          };
          const light = (colour) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => { const c = colour[i] / 255; return sum + weight * (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4); }, 0);
          const faint = [];
          let seen = 0;
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const element = walker.currentNode.parentElement;
            if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest('noscript')) continue;
            seen += 1;
            const below = ground(element), text = over(rgba(getComputedStyle(element).color), below);
            const [high, low] = [light(text), light(below)].sort((a, b) => b - a);
            const ratio = (high + 0.05) / (low + 0.05);
            if (ratio < 4.5) faint.push(`${ratio.toFixed(2)}: ${walker.currentNode.data.trim().slice(0, 40)}`);
          }
          return seen > 10 ? faint : ['no text is seen'];
        }
        """;

    private static readonly string[] s_views = ["overview", "vms", "events", "alerts", "rules", "deliveries", "records", "holds"];

    [ChromiumTheory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 375)]
    public async Task Every_view_is_readable_and_fits(ColorScheme scheme, int width)
    {
        await using var dashboard = await OpenDashboard.StartAsync(
            chromium, vms: "  - {name: db1, qmp: \"unix:/nowhere/db1.qmp\"}",
            options: new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 860 } });
        await dashboard.FillAsync();
        foreach (var view in s_views)
        {
            await dashboard.GoAsync(view);
            await Expect(dashboard.Page.Locator("main tbody tr").First).ToBeVisibleAsync();
            await dashboard.TakeAsync($"{view}-{scheme.ToString().ToLowerInvariant()}-{width}");
            Assert.Empty(await dashboard.Page.EvaluateAsync<string[]>(TooFaint));
            Assert.Equal(0, await dashboard.Page.EvaluateAsync<int>(Sideways));
        }
        await dashboard.GoAsync("alerts");
        await dashboard.Button("Silence").First.ClickAsync();
        await Expect(dashboard.Page.Locator("dialog")).ToBeVisibleAsync();
        await dashboard.TakeAsync($"dialog-{scheme.ToString().ToLowerInvariant()}-{width}");
        Assert.Empty(await dashboard.Page.EvaluateAsync<string[]>(TooFaint));
    }
}
