using System.Globalization;
using Microsoft.Playwright;
using Reactor.Tests;
using static Browser.OpenDashboard;

namespace Browser;

/// <summary>
/// The dashboard with a fleet in it: forty VMs with long and short names, of which some don't answer, alerts of each severity, deliveries that fail,
/// results of hotplug. With REACTOR_SCREENSHOTS a folder, pictures are put there.
/// </summary>
[Collection(ChromiumTests.Name)]
public sealed class FleetLooksTests(Chromium chromium)
{
    private const int Vms = 40;
    private const int Heard = 24;

    private static readonly string[] s_views = ["overview", "vms", "events", "alerts", "rules", "deliveries", "records", "holds"];

    [ChromiumTheory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Every_view_of_a_fleet_fits_and_can_be_read(ColorScheme scheme, int width)
    {
        using var folder = new TestFolder();
        var monitors = Enumerable.Range(0, Heard).Select(i => new FakeMonitor(folder.File($"{i}.qmp"))).ToList();
        await using var dashboard = await OpenDashboard.StartAsync(
            chromium, vms: string.Concat(Enumerable.Range(0, Vms).Select(i => Line(i, folder))),
            options: new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 860 } });
        await dashboard.Daemon.UntilAsync("/v1/vms?state=live&limit=100", rows => rows.Count == Heard + 1);
        await FillAsync(dashboard, monitors);

        foreach (var view in s_views)
        {
            await dashboard.GoAsync(view);
            await Expect(dashboard.Page.Locator("main tbody tr").First).ToBeVisibleAsync();
            await dashboard.TakeAsync($"fleet-{view}-{scheme.ToString().ToLowerInvariant()}-{width}");
            Assert.Equal(0, await dashboard.Page.EvaluateAsync<int>(LooksTests.Sideways));
            Assert.Empty(await dashboard.Page.EvaluateAsync<string[]>(CutOff));
        }
        foreach (var monitor in monitors)
        {
            await monitor.DisposeAsync();
        }
    }

    // Buttons and badges that are cut by what they stand in: what can't be seen whole can't be used.
    private const string CutOff = """
        () => [...document.querySelectorAll('main button, main .badge')].filter((part) => part.checkVisibility()).filter((part) => {
          const own = part.getBoundingClientRect();
          for (let around = part.parentElement; around; around = around.parentElement) {
            const { overflowX } = getComputedStyle(around);
            const box = around.getBoundingClientRect();
            if (overflowX !== 'visible' && (own.right > box.right + 1 || own.left < box.left - 1)) return true;
          }
          return own.right > innerWidth + 1;
        }).map((part) => part.textContent)
        """;

    private static string Line(int i, TestFolder folder)
    {
        var name = i % 7 == 0 ? $"customer-{i:00}-very-long-name-of-a-database-server.prod.example.net" : string.Create(CultureInfo.InvariantCulture, $"vm-{i:00}");
        var socket = i < Heard ? folder.File($"{i}.qmp") : $"/nowhere/{i}.qmp";
        return $"  - {{name: {name}, host: node{i % 5}, qmp: \"unix:{socket}\", labels: {{env: {(i % 3 == 0 ? "prod" : "test")}, rack: r{i % 4}, team: storage-and-databases}} }}\n";
    }

    private static async Task FillAsync(OpenDashboard dashboard, List<FakeMonitor> monitors)
    {
        await dashboard.FillAsync();
        for (var i = 0; i < monitors.Count; i++)
        {
            await monitors[i].SayAsync(PlayedDaemon.Event("ACPI_DEVICE_OST", $$"""{"info": {"slot": "{{i}}", "slot-type": "DIMM", "source": 259, "status": {{(i % 2 == 0 ? 0 : 129)}}, "device": "dimm{{i}}"} }"""));
            await monitors[i].SayAsync(PlayedDaemon.Event("BLOCK_IO_ERROR", $$"""{"qom-path": "/machine/peripheral/virtio-disk{{i}}/virtio-backend", "device": "", "node-name": "libvirt-{{i}}-format", "operation": "write", "action": "stop", "nospace": true, "reason": "No space left on device"}"""));
            if (i % 3 == 0)
            {
                await monitors[i].SayAsync(PlayedDaemon.Event("GUEST_PANICKED", """{"action": "pause"}"""));
            }
        }
        await dashboard.Daemon.UntilAsync("/v1/records?table=ost", rows => rows.Count > 20);
        await dashboard.Daemon.UntilAsync("/v1/alerts?state=open", rows => rows.Count > 8);
        await dashboard.Daemon.UntilAsync("/v1/deliveries?state=dead", rows => rows.Count > 8);
    }
}
