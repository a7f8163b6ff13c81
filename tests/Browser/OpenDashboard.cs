using System.Collections.Concurrent;
using Microsoft.Playwright;
using Reactor.Tests;

namespace Browser;

/// <summary>The dashboard of a running daemon in a browser, signed in. What the browser complains of fails the test at its end.</summary>
internal sealed class OpenDashboard : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();

    private OpenDashboard(PlayedDaemon daemon, IPage page) => (Daemon, Page) = (daemon, page);

    public PlayedDaemon Daemon { get; }

    public IPage Page { get; }

    /// <summary>Requests are to fail in this test: the browser tells of each.</summary>
    public bool RequestsMayFail { get; set; }

    /// <summary>Starts a daemon and opens its dashboard as an operator, by a link of the command line.</summary>
    public static async Task<OpenDashboard> StartAsync(Chromium chromium, string view = "overview", string vms = "", BrowserNewContextOptions? options = null)
    {
        var dashboard = await UnopenedAsync(chromium, vms, options);
        await dashboard.Page.GotoAsync((await dashboard.Daemon.LinkAsync()).ToString());
        await dashboard.GoAsync(view);
        return dashboard;
    }

    /// <summary>Opens it with the token of the role that may read only.</summary>
    public static async Task<OpenDashboard> StartAsReaderAsync(Chromium chromium, string view)
    {
        var dashboard = await UnopenedAsync(chromium, "", new BrowserNewContextOptions { ExtraHTTPHeaders = [KeyValuePair.Create("Authorization", "Bearer " + PlayedDaemon.Reader)] });
        await dashboard.Page.GotoAsync(dashboard.Daemon.Url.ToString());
        await dashboard.GoAsync(view);
        return dashboard;
    }

    /// <summary>The daemon runs, and the browser has not been there.</summary>
    public static async Task<OpenDashboard> UnopenedAsync(Chromium chromium, string vms = "", BrowserNewContextOptions? options = null)
    {
        var page = await chromium.NewPageAsync(options);
        var dashboard = new OpenDashboard(await PlayedDaemon.StartAsync(vms), page);
        page.Console += (_, message) =>
        {
            // Chromium tells of what breaks the content policy as errors too.
            if (message.Type is "error" or "warning" && !(dashboard.RequestsMayFail && message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)))
            {
                dashboard._complaints.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => dashboard._complaints.Enqueue(error);
        return dashboard;
    }

    /// <summary>Goes to a view, as a link does.</summary>
    public async Task GoAsync(string view)
    {
        await Page.Locator(".nav").WaitForAsync();
        await Page.EvaluateAsync("view => { location.hash = `#/${view}`; }", view);
        await Page.Locator($".nav a[href='#/{view.Split('?')[0]}'][aria-current]").WaitForAsync();
    }

    /// <summary>A picture of the page, where somebody wants to look: REACTOR_SCREENSHOTS names a folder.</summary>
    public async Task TakeAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("REACTOR_SCREENSHOTS") is { Length: > 0 } folder)
        {
            var size = await Page.EvaluateAsync<float[]>("() => [document.documentElement.scrollWidth, Math.min(2400, document.documentElement.scrollHeight)]");
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true, Clip = new() { X = 0, Y = 0, Width = size[0], Height = size[1] } });
        }
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Text(string text) => Page.GetByText(text);

    public static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    /// <summary>Something of everything: an open alert, one of a warning, a dead letter, a record, a silence, a maintenance.</summary>
    public async Task FillAsync()
    {
        Daemon.Receiver.Answer("/ops", Reactor.Demo.Lab.ReceiverAnswer.Status(400));
        await Daemon.PanicAsync();
        await SayHostAsync("198.51.100.7");
        await Daemon.Monitor.SayAsync(PlayedDaemon.Event("ACPI_DEVICE_OST", """{"info": {"slot": "0", "slot-type": "DIMM", "source": 1, "status": 0, "device": "d1"} }"""));
        await Daemon.RowsAsync("/v1/silences", HttpMethod.Post, new { matchers = new[] { "rule=odd" }, @for = "1h", reason = "a drill" });
        await Daemon.RowsAsync("/v1/maintenances", HttpMethod.Post, new { vm = new[] { "web1" }, @for = "1h", reason = "new disks" });
        await Daemon.UntilAsync("/v1/deliveries?state=dead", rows => rows.Count > 0);
        await Daemon.UntilAsync("/v1/records", rows => rows.Count > 0);
    }

    /// <summary>A guest's console is opened from what calls itself so: opens an alert with that text.</summary>
    public Task SayHostAsync(string host) => Daemon.Monitor.SayAsync(PlayedDaemon.Event("VNC_CONNECTED", System.Text.Json.JsonSerializer.Serialize(new
    {
        server = new { auth = "none", host = "h", service = "5900", family = "ipv4", websocket = false },
        client = new { host, service = "1", family = "ipv4", websocket = false },
    })));

    public async ValueTask DisposeAsync()
    {
        await Page.Context.DisposeAsync();
        await Daemon.DisposeAsync();
        Assert.Empty(_complaints);
    }
}
