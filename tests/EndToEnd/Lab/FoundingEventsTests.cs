using System.Globalization;
using System.Net;
using System.Text.Json;
using Reactor.Demo.Lab;

namespace EndToEnd.Lab;

public class FoundingEventsTests
{
    internal static readonly string[] Founding =
    [
        "ACPI_DEVICE_OST", "BALLOON_CHANGE", "GUEST_PANICKED", "QUORUM_FAILURE", "QUORUM_REPORT_BAD",
        "SPICE_CONNECTED", "SPICE_DISCONNECTED", "SPICE_INITIALIZED", "VNC_CONNECTED", "VNC_DISCONNECTED", "VNC_INITIALIZED",
    ];

    [QemuTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Guest_provoked_from_outside_emits_all_eleven_with_exact_data(int repetition)
    {
        await using var guest = await LabGuest.StartAsync(
            new LabGuestOptions { Name = $"founding, {repetition}" }, CancellationToken.None);
        await using var capture = await EventCapture.ConnectAsync(guest.QmpSocketPath);
        Assert.Equal("running", await guest.QueryStatusAsync(CancellationToken.None));

        await guest.AnswerOstAsync(slot: 0, source: 3, status: 0x84, CancellationToken.None);
        var balloon = guest.MemoryBytes - (32L << 20);
        await guest.SetBalloonAsync(balloon, CancellationToken.None);
        await guest.ReadCorruptChildAsync(CancellationToken.None);
        await guest.ReadBrokenQuorumAsync(CancellationToken.None);
        IPEndPoint vncClient, spiceClient;
        await using (var vnc = await guest.OpenVncSessionAsync(CancellationToken.None))
            vncClient = vnc.Client;
        await using (var spice = await guest.OpenSpiceSessionAsync(CancellationToken.None))
            spiceClient = spice.Client;
        await guest.PanicAsync(CancellationToken.None);

        JsonIs("""{"info":{"device":"dimm1","source":3,"status":132,"slot":"0","slot-type":"DIMM"}}""", await capture.DataAsync("ACPI_DEVICE_OST"));
        JsonIs($$"""{"actual":{{balloon}}}""", await capture.DataAsync("BALLOON_CHANGE"));
        JsonIs("""{"node-name":"c2","sectors-count":1,"sector-num":128,"type":"read"}""", await capture.DataAsync("QUORUM_REPORT_BAD"));
        JsonIs("""{"reference":"q0","sectors-count":1,"sector-num":256}""", await capture.DataAsync("QUORUM_FAILURE"));
        JsonIs("""{"action":"pause"}""", await capture.DataAsync("GUEST_PANICKED"));
        await capture.DataAsync("STOP");
        Assert.Equal("guest-panicked", await guest.QueryStatusAsync(CancellationToken.None));

        var vncServer = $$"""{"auth":"none","family":"ipv4","service":"{{guest.Vnc!.Port}}","host":"127.0.0.1","websocket":false}""";
        var vncPeer = $$"""{"family":"ipv4","service":"{{vncClient.Port}}","host":"127.0.0.1","websocket":false}""";
        foreach (var name in new[] { "VNC_CONNECTED", "VNC_INITIALIZED", "VNC_DISCONNECTED" })
            JsonIs($$"""{"server":{{vncServer}},"client":{{vncPeer}}}""", await capture.DataAsync(name));

        var spicePort = guest.Spice!.Port.ToString(CultureInfo.InvariantCulture);
        var server = $$"""{"port":"{{spicePort}}","family":"ipv4","host":"127.0.0.1"}""";
        var client = $$"""{"port":"{{spiceClient.Port}}","family":"ipv4","host":"127.0.0.1"}""";
        foreach (var name in new[] { "SPICE_CONNECTED", "SPICE_DISCONNECTED" })
            JsonIs($$"""{"server":{{server}},"client":{{client}}}""", await capture.DataAsync(name));
        var initialized = await capture.DataAsync("SPICE_INITIALIZED");
        var connection = initialized.GetProperty("client").GetProperty("connection-id").GetInt64();
        JsonIs(
            $$"""
            {
              "server": { "auth": "none", "port": "{{spicePort}}", "family": "ipv4", "host": "127.0.0.1" },
              "client": {
                "port": "{{spiceClient.Port}}", "family": "ipv4", "host": "127.0.0.1",
                "channel-type": 1, "channel-id": 0, "connection-id": {{connection}}, "tls": false
              }
            }
            """,
            initialized);

        Assert.Equal(Founding.Append("STOP").Order(), capture.Names.Order());
    }

    private static void JsonIs(string expected, JsonElement actual)
    {
        using var document = JsonDocument.Parse(expected);
        Assert.True(JsonElement.DeepEquals(document.RootElement, actual), $"Expected {expected}\nbut was {actual.GetRawText()}");
    }
}
