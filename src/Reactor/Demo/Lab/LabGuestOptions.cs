namespace Reactor.Demo.Lab;

/// <summary>How a lab guest is made. Unless told otherwise it can provoke every founding event.</summary>
internal sealed record LabGuestOptions
{
    /// <summary>The VM's name (<c>query-name</c>).</summary>
    public required string Name { get; init; }

    /// <summary>The VM's UUID (<c>query-uuid</c>); null: all zeros, as QEMU has it.</summary>
    public Guid? Uuid { get; init; }

    /// <summary>
    /// Where the monitor under observation listens; null: <c>qmp.sock</c> in the guest's private directory.
    /// A path given here belongs to the caller: a killed QEMU leaves the stale socket there, as a real one would.
    /// </summary>
    public string? QmpSocketPath { get; init; }

    /// <summary>Leave the VM in <c>prelaunch</c> instead of <c>running</c>. Everything but <c>STOP</c> can be provoked there as well.</summary>
    public bool StartPaused { get; init; }

    /// <summary>A memory module <see cref="GuestHardware.DimmId"/> and free slots: <c>ACPI_DEVICE_OST</c>.</summary>
    public bool Dimm { get; init; } = true;

    /// <summary>A balloon: <c>BALLOON_CHANGE</c>.</summary>
    public bool Balloon { get; init; } = true;

    /// <summary>A quorum of three files with a corrupt and a broken region: <c>QUORUM_*</c>.</summary>
    public bool Quorum { get; init; } = true;

    /// <summary>A VNC server on a free loopback port: <c>VNC_*</c>.</summary>
    public bool Vnc { get; init; } = true;

    /// <summary>A SPICE server on a free loopback port: <c>SPICE_*</c>.</summary>
    public bool Spice { get; init; } = true;

    /// <summary>The QEMU to start: a name looked up in PATH, or a path.</summary>
    public string Program { get; init; } = QemuProcess.DefaultProgram;

    /// <summary>Further arguments, appended. Relative paths are relative to the guest's private directory.</summary>
    public IReadOnlyList<string> ExtraArguments { get; init; } = [];

    /// <summary>For the limits of waits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>A guest that starts faster and can only panic and be controlled (run, stop, reset, quit, kill).</summary>
    public static LabGuestOptions Minimal(string name) => new()
    {
        Name = name,
        Dimm = false,
        Balloon = false,
        Quorum = false,
        Vnc = false,
        Spice = false,
    };
}
