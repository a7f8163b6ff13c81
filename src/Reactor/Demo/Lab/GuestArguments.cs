namespace Reactor.Demo.Lab;

/// <summary>QEMU's command line for a lab guest. Paths are relative to the guest's directory, which is QEMU's working directory.</summary>
internal static class GuestArguments
{
    /// <summary>The socket on which the lab waits for QEMU's second monitor.</summary>
    public const string LabSocket = "lab.sock";

    /// <summary>The socket on which the lab waits for QEMU's qtest connection.</summary>
    public const string QTestSocket = "qt.sock";

    /// <summary>The monitor under observation, unless put elsewhere.</summary>
    public const string QmpSocket = "qmp.sock";

    /// <summary>The arguments.</summary>
    /// <param name="options">What the guest has.</param>
    /// <param name="spicePort">Where SPICE listens, if the guest has it.</param>
    public static IReadOnlyList<string> For(LabGuestOptions options, int spicePort)
    {
        List<string> arguments =
        [
            "-nodefaults", "-no-user-config", "-display", "none", "-accel", "tcg", "-M", "pc", "-S",
            "-action", "panic=pause",
            "-name", $"guest={Escape(options.Name)}",
            "-bios", HaltFirmware.FileName,
            "-device", "pvpanic",
            // The lab listens and QEMU dials in while it starts: nothing to poll for. Order matters:
            // once the lab's monitor speaks, the one under observation listens already.
            "-chardev", $"socket,id=qmp,path={Escape(options.QmpSocketPath ?? QmpSocket)},server=on,wait=off",
            "-mon", "chardev=qmp,mode=control",
            "-chardev", $"socket,id=lab,path={LabSocket}", "-mon", "chardev=lab,mode=control",
            "-qtest", $"unix:{QTestSocket}", "-qtest-log", "/dev/null",
        ];
        if (options.Uuid is { } uuid)
            arguments.AddRange(["-uuid", uuid.ToString("D")]);
        if (options.Dimm)
        {
            arguments.AddRange([
                "-m", Format($"{GuestHardware.BaseMemoryMiB},slots={GuestHardware.MemorySlots},maxmem=1G"),
                "-object", Format($"memory-backend-ram,id=mem1,size={GuestHardware.DimmMiB}M"),
                "-device", $"pc-dimm,id={GuestHardware.DimmId},memdev=mem1",
                // Room for a second processor: _OST of processor slots.
                "-smp", "1,maxcpus=2",
            ]);
        }
        else
        {
            arguments.AddRange(["-m", Format($"{GuestHardware.BaseMemoryMiB}")]);
        }

        if (options.Balloon)
            arguments.AddRange(["-device", Format($"virtio-balloon-pci,id=balloon0,addr={GuestHardware.BalloonSlot}")]);
        if (options.Quorum)
            arguments.AddRange(QuorumDisks.Arguments());
        // QEMU itself takes the first free port of the range: no gap between looking for one and taking it.
        if (options.Vnc)
            arguments.AddRange(["-vnc", $"127.0.0.1:0,to=9999,id={GuestHardware.VncId}"]);
        if (options.Spice)
            arguments.AddRange(["-spice", Format($"addr=127.0.0.1,port={spicePort},disable-ticketing=on")]);
        arguments.AddRange(options.ExtraArguments);
        return arguments;
    }

    private static string Format(FormattableString text) => FormattableString.Invariant(text);

    // QEMU's option syntax: a comma in a value is doubled.
    private static string Escape(string value) => value.Replace(",", ",,", StringComparison.Ordinal);
}
