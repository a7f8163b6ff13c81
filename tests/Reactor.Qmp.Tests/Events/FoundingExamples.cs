namespace Reactor.Qmp.Tests.Events;

/// <summary>
/// The examples of QEMU's first documentation of its events (qmp-events.txt), as printed there, and what they must be presented as.
/// </summary>
internal static class FoundingExamples
{
    public static readonly IReadOnlyList<(string Name, string Printed, string WireData, QmpTimestamp? Timestamp)> All =
    [
        ("ACPI_DEVICE_OST", """
            { "event": "ACPI_DEVICE_OST",
                 "data": { "device": "d1", "slot": "0", "slot-type": "DIMM", "source": 1, "status": 0 } }
            """,
            """{"info": { "device": "d1", "slot": "0", "slot-type": "DIMM", "source": 1, "status": 0 }}""", null),
        ("BALLOON_CHANGE", """
            { "event": "BALLOON_CHANGE",
                "data": { "actual": 944766976 },
                "timestamp": { "seconds": 1267020223, "microseconds": 435656 } }
            """,
            """{ "actual": 944766976 }""", new(1267020223, 435656)),
        ("GUEST_PANICKED", """
            { "event": "GUEST_PANICKED",
                 "data": { "action": "pause" } }
            """,
            """{ "action": "pause" }""", null),
        ("QUORUM_FAILURE", """
            { "event": "QUORUM_FAILURE",
                 "data": { "reference": "usr1", "sector-num": 345435, "sector-count": 5 },
                 "timestamp": { "seconds": 1344522075, "microseconds": 745528 } }
            """,
            """{ "reference": "usr1", "sector-num": 345435, "sectors-count": 5 }""", new(1344522075, 745528)),
        ("QUORUM_REPORT_BAD", """
            { "event": "QUORUM_REPORT_BAD",
                 "data": { "node-name": "1.raw", "sector-num": 345435, "sector-count": 5 },
                 "timestamp": { "seconds": 1344522075, "microseconds": 745528 } }
            """,
            """{ "node-name": "1.raw", "sector-num": 345435, "sectors-count": 5 }""", new(1344522075, 745528)),
        ("SPICE_CONNECTED", """
            { "timestamp": {"seconds": 1290688046, "microseconds": 388707},
              "event": "SPICE_CONNECTED",
              "data": {
                "server": { "port": "5920", "family": "ipv4", "host": "127.0.0.1"},
                "client": {"port": "52873", "family": "ipv4", "host": "127.0.0.1"}
            }}
            """,
            """{"server": {"port": "5920", "family": "ipv4", "host": "127.0.0.1"}, "client": {"port": "52873", "family": "ipv4", "host": "127.0.0.1"}}""",
            new(1290688046, 388707)),
        ("SPICE_DISCONNECTED", """
            { "timestamp": {"seconds": 1290688046, "microseconds": 388707},
              "event": "SPICE_DISCONNECTED",
              "data": {
                "server": { "port": "5920", "family": "ipv4", "host": "127.0.0.1"},
                "client": {"port": "52873", "family": "ipv4", "host": "127.0.0.1"}
            }}
            """,
            """{"server": {"port": "5920", "family": "ipv4", "host": "127.0.0.1"}, "client": {"port": "52873", "family": "ipv4", "host": "127.0.0.1"}}""",
            new(1290688046, 388707)),
        ("SPICE_INITIALIZED", """
            { "timestamp": {"seconds": 1290688046, "microseconds": 417172},
              "event": "SPICE_INITIALIZED",
              "data": {"server": {"auth": "spice", "port": "5921",
                                  "family": "ipv4", "host": "127.0.0.1"},
                       "client": {"port": "49004", "family": "ipv4", "channel-type": 3,
                                  "connection-id": 1804289383, "host": "127.0.0.1",
                                  "channel-id": 0, "tls": true}
            }}
            """,
            """{"server": {"auth": "spice", "port": "5921", "family": "ipv4", "host": "127.0.0.1"}, "client": {"port": "49004", "family": "ipv4", "channel-type": 3, "connection-id": 1804289383, "host": "127.0.0.1", "channel-id": 0, "tls": true}}""",
            new(1290688046, 417172)),
        ("VNC_CONNECTED", """
            { "event": "VNC_CONNECTED",
                "data": {
                    "server": { "auth": "sasl", "family": "ipv4",
                                "service": "5901", "host": "0.0.0.0" },
                    "client": { "family": "ipv4", "service": "58425",
                                "host": "127.0.0.1" } },
                "timestamp": { "seconds": 1262976601, "microseconds": 975795 } }
            """,
            """{"server": {"auth": "sasl", "family": "ipv4", "service": "5901", "host": "0.0.0.0"}, "client": {"family": "ipv4", "service": "58425", "host": "127.0.0.1"}}""",
            new(1262976601, 975795)),
        ("VNC_DISCONNECTED", """
            { "event": "VNC_DISCONNECTED",
                "data": {
                    "server": { "auth": "sasl", "family": "ipv4",
                                "service": "5901", "host": "0.0.0.0" },
                    "client": { "family": "ipv4", "service": "58425",
                                "host": "127.0.0.1", "sasl_username": "luiz" } },
                "timestamp": { "seconds": 1262976601, "microseconds": 975795 } }
            """,
            """{"server": {"auth": "sasl", "family": "ipv4", "service": "5901", "host": "0.0.0.0"}, "client": {"family": "ipv4", "service": "58425", "host": "127.0.0.1", "sasl_username": "luiz"}}""",
            new(1262976601, 975795)),
        ("VNC_INITIALIZED", """
            { "event": "VNC_INITIALIZED",
                "data": {
                    "server": { "auth": "sasl", "family": "ipv4",
                                "service": "5901", "host": "0.0.0.0"},
                    "client": { "family": "ipv4", "service": "46089",
                                "host": "127.0.0.1", "sasl_username": "luiz" } },
                    "timestamp": { "seconds": 1263475302, "microseconds": 150772 } }
            """,
            """{"server": {"auth": "sasl", "family": "ipv4", "service": "5901", "host": "0.0.0.0"}, "client": {"family": "ipv4", "service": "46089", "host": "127.0.0.1", "sasl_username": "luiz"}}""",
            new(1263475302, 150772)),
    ];

    public static TheoryData<string> Names => [.. All.Select(e => e.Name)];
}
