namespace Reactor.Demo.Lab;

/// <summary>
/// The devices of a lab guest and how a guest's software drives them, by I/O port (QEMU docs/specs: pvpanic,
/// acpi_mem_hotplug, acpi_cpu_hotplug; virtio 1.x legacy interface).
/// </summary>
internal static class GuestHardware
{
    /// <summary>Memory at start, without the memory module, in MiB.</summary>
    public const int BaseMemoryMiB = 64;

    /// <summary>Size of the memory module, in MiB.</summary>
    public const int DimmMiB = 128;

    /// <summary>How many memory slots there are; the module sits in slot 0.</summary>
    public const int MemorySlots = 4;

    /// <summary>The memory module's device id.</summary>
    public const string DimmId = "dimm1";

    /// <summary>The node of the quorum.</summary>
    public const string QuorumNode = "q0";

    /// <summary>The VNC server's id.</summary>
    public const string VncId = "vnc0";

    /// <summary>A balloon page, in bytes.</summary>
    public const int PageBytes = 4096;

    /// <summary>pvpanic: the guest reports its end here.</summary>
    public const ushort PanicPort = 0x505;

    /// <summary>pvpanic: the guest has panicked.</summary>
    public const byte Panicked = 1;

    /// <summary>pvpanic: the guest has crashed and its own crash kernel takes over.</summary>
    public const byte CrashLoaded = 2;

    /// <summary>Memory hot-plug registers: slot selector at 0, <c>_OST</c> source at 4, status at 8 (fires the event), control at 0x14.</summary>
    public const ushort MemoryHotplugPort = 0xa00;

    /// <summary>CPU hot-plug registers of the pc machine.</summary>
    public const ushort CpuHotplugPort = 0xaf00;

    /// <summary>PCI configuration mechanism 1: address; the data register follows at + 4.</summary>
    public const ushort PciAddressPort = 0xcf8;

    /// <summary>PCI address of the balloon's configuration space: bus 0, device <see cref="BalloonSlot"/>, function 0.</summary>
    public const uint BalloonPciAddress = 0x8000_0000 | BalloonSlot << 11;

    /// <summary>The PCI device number of the balloon.</summary>
    public const uint BalloonSlot = 4;

    /// <summary>Where the balloon's registers are put.</summary>
    public const ushort BalloonPort = 0xc000;

    /// <summary>The balloon's <c>actual</c> register: device configuration starts at 0x14 (no MSI-X: firmware has not enabled it), + 4.</summary>
    public const ushort BalloonActualPort = BalloonPort + 0x18;
}
