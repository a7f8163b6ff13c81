namespace Reactor.Demo.Lab;

/// <summary>One thing that happens to a guest: a step of a demonstration or a test.</summary>
/// <param name="Title">What happens, in words for a newcomer.</param>
/// <param name="Events">The events it makes QEMU emit, in order.</param>
/// <param name="PlayAsync">Makes it happen.</param>
internal sealed record LabAct(string Title, IReadOnlyList<string> Events, Func<LabGuest, CancellationToken, Task> PlayAsync)
{
    /// <summary>
    /// Every founding event, on a guest with all its devices. The panic comes last, since it stops the guest.
    /// Played again within a second, QEMU holds back or drops the rate-limited ones (balloon, quorum).
    /// </summary>
    public static IReadOnlyList<LabAct> Founding { get; } =
    [
        new(
            "Someone opens the graphical console over VNC and leaves",
            ["VNC_CONNECTED", "VNC_INITIALIZED", "VNC_DISCONNECTED"],
            async (guest, ct) => await (await guest.OpenVncSessionAsync(ct).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false)),
        new(
            "Someone opens the graphical console over SPICE, unencrypted, and leaves",
            ["SPICE_CONNECTED", "SPICE_INITIALIZED", "SPICE_DISCONNECTED"],
            async (guest, ct) => await (await guest.OpenSpiceSessionAsync(ct).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false)),
        new(
            "The guest gives 32 MiB of its memory back to the host",
            ["BALLOON_CHANGE"],
            (guest, ct) => guest.SetBalloonAsync(guest.MemoryBytes - (32L << 20), ct)),
        new(
            "The guest refuses to give up a memory module (busy)",
            ["ACPI_DEVICE_OST"],
            (guest, ct) => guest.AnswerOstAsync(slot: 0, source: 3, status: 0x82, ct)),
        new(
            "One of three copies of a disk returns wrong data and is outvoted",
            ["QUORUM_REPORT_BAD"],
            (guest, ct) => guest.ReadCorruptChildAsync(ct)),
        new(
            "No two of the three copies agree: the read fails",
            ["QUORUM_FAILURE"],
            (guest, ct) => guest.ReadBrokenQuorumAsync(ct)),
        new(
            "The guest's kernel panics, QEMU pauses it",
            ["GUEST_PANICKED", "STOP"],
            (guest, ct) => guest.PanicAsync(ct)),
    ];
}
