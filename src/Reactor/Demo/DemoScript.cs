using Reactor.Demo.Lab;

namespace Reactor.Demo;

/// <summary>What the demo's guests do, and what Reactor is to answer.</summary>
internal static class DemoScript
{
    /// <summary>The guest that only panics.</summary>
    public const string Web = "web1";

    /// <summary>The guest with disks, memory and consoles.</summary>
    public const string Db = "db1";

    /// <summary>How many guests there are.</summary>
    public const int Guests = 2;

    /// <summary>The demo's own rule for panics: the shipped one waits a minute, in case the whole host is in trouble.</summary>
    public const string PanicRule = "panic-now";

    public static readonly IReadOnlyList<DemoStep> Steps =
    [
        new(Db, "is asked to give memory back, and its balloon grows", (guests, stop) => guests.Db.SetBalloonAsync(32 << 20, stop))
        {
            Reactions =
            [
                new("BALLOON_CHANGE", "balloon-journal", ReactionKind.Record),
                new("BALLOON_CHANGE", "balloon-low", ReactionKind.Alert),
            ],
        },
        new(Db, "answers the removal of a memory module (ACPI _OST)", (guests, stop) => guests.Db.AnswerOstAsync(0, source: 3, status: 0x84, stop))
        {
            Reactions = [new("ACPI_DEVICE_OST", "ost-journal", ReactionKind.Record)],
        },
        new(Db, "reads a sector that one of its three disk copies holds differently", (guests, stop) => guests.Db.ReadCorruptChildAsync(stop))
        {
            Reactions = [new("QUORUM_REPORT_BAD", "quorum-child-bad", ReactionKind.Webhook)],
        },
        new(Db, "reads a sector on which no two copies agree", (guests, stop) => guests.Db.ReadBrokenQuorumAsync(stop))
        {
            Reactions = [new("QUORUM_FAILURE", "quorum-failed", ReactionKind.Alert)],
        },
        new(Db, "has its screen opened over VNC, and closed again", async (guests, stop) => await (await guests.Db.OpenVncSessionAsync(stop)).DisposeAsync())
        {
            Reactions =
            [
                new("VNC_CONNECTED", "vnc-journal", ReactionKind.Record),
                new("VNC_INITIALIZED", "vnc-session", ReactionKind.Webhook),
                new("VNC_DISCONNECTED", "vnc-journal", ReactionKind.Record),
            ],
        },
        new(Db, "has its console opened over SPICE, and closed again", async (guests, stop) => await (await guests.Db.OpenSpiceSessionAsync(stop)).DisposeAsync())
        {
            Reactions =
            [
                new("SPICE_CONNECTED", "spice-journal", ReactionKind.Record),
                new("SPICE_INITIALIZED", "spice-session", ReactionKind.Webhook),
                new("SPICE_DISCONNECTED", "spice-journal", ReactionKind.Record),
            ],
        },
        new(Web, "panics", (guests, stop) => guests.Web.PanicAsync(stop))
        {
            Reactions = [new("GUEST_PANICKED", PanicRule, ReactionKind.Alert)],
        },
        new(Web, "is reset, so the alert ends", (guests, stop) => guests.Web.ResetAsync(stop))
        {
            Reactions = [new("RESET", PanicRule, ReactionKind.Resolve)],
        },
    ];
}

/// <summary>One thing that a guest does.</summary>
/// <param name="Vm">The guest's name.</param>
/// <param name="Title">What it does, as the rest of a sentence that starts with its name.</param>
/// <param name="Act">Makes it do so.</param>
internal sealed record DemoStep(string Vm, string Title, Func<DemoGuests, CancellationToken, Task> Act)
{
    /// <summary>What Reactor is to do.</summary>
    public required IReadOnlyList<ExpectedReaction> Reactions { get; init; }
}

/// <summary>What Reactor is to do about an event.</summary>
/// <param name="Event">The event's name.</param>
/// <param name="Rule">The rule that reacts.</param>
/// <param name="Kind">How.</param>
internal sealed record ExpectedReaction(string Event, string Rule, ReactionKind Kind);

/// <summary>Ways to react that the demo knows.</summary>
internal enum ReactionKind
{
    /// <summary>A row in a table.</summary>
    Record,

    /// <summary>An alert, and its notification received.</summary>
    Alert,

    /// <summary>A webhook received.</summary>
    Webhook,

    /// <summary>An alert that ended, and that notification received.</summary>
    Resolve,
}

/// <summary>The demo's guests.</summary>
internal sealed record DemoGuests(LabGuest Web, LabGuest Db);
