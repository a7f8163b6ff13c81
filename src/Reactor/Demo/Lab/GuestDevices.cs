namespace Reactor.Demo.Lab;

/// <summary>What a guest's software does with its devices, port write by port write. See <see cref="GuestHardware"/>.</summary>
internal sealed class GuestDevices(QTestClient qtest)
{
    /// <summary>Tells pvpanic.</summary>
    public Task ReportAsync(byte value, CancellationToken cancellationToken) =>
        qtest.OutByteAsync(GuestHardware.PanicPort, value, cancellationToken);

    /// <summary><c>_OST</c> of a memory slot.</summary>
    public async Task AnswerMemoryOstAsync(uint slot, uint source, uint status, CancellationToken cancellationToken)
    {
        const ushort port = GuestHardware.MemoryHotplugPort;
        await qtest.OutLongAsync(port, slot, cancellationToken).ConfigureAwait(false);
        await qtest.OutLongAsync(port + 4, source, cancellationToken).ConfigureAwait(false);
        await qtest.OutLongAsync(port + 8, status, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ejects the memory module that was selected last.</summary>
    public Task EjectMemoryAsync(CancellationToken cancellationToken)
    {
        const byte eject = 8;
        return qtest.OutByteAsync(GuestHardware.MemoryHotplugPort + 0x14, eject, cancellationToken);
    }

    /// <summary><c>_OST</c> of a processor slot.</summary>
    public async Task AnswerCpuOstAsync(uint slot, uint source, uint status, CancellationToken cancellationToken)
    {
        const ushort port = GuestHardware.CpuHotplugPort;
        const byte ostEvent = 1;
        const byte ostStatus = 2;
        // The first write of 0 switches from the legacy interface, the second one selects.
        await qtest.OutLongAsync(port, 0, cancellationToken).ConfigureAwait(false);
        await qtest.OutLongAsync(port, slot, cancellationToken).ConfigureAwait(false);
        await qtest.OutByteAsync(port + 5, ostEvent, cancellationToken).ConfigureAwait(false);
        await qtest.OutLongAsync(port + 8, source, cancellationToken).ConfigureAwait(false);
        await qtest.OutByteAsync(port + 5, ostStatus, cancellationToken).ConfigureAwait(false);
        await qtest.OutLongAsync(port + 8, status, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells how many pages the balloon holds.</summary>
    public async Task SetBalloonPagesAsync(uint pages, CancellationToken cancellationToken)
    {
        // What firmware would do once, each time: a reset undoes it.
        const uint baseAddressRegister = 0x10;
        const uint commandRegister = 0x04;
        const ushort ioMemoryBusMaster = 7;
        const ushort address = GuestHardware.PciAddressPort;
        await qtest.OutLongAsync(address, GuestHardware.BalloonPciAddress | baseAddressRegister, cancellationToken).ConfigureAwait(false);
        await qtest.OutLongAsync(address + 4, GuestHardware.BalloonPort, cancellationToken).ConfigureAwait(false);
        await qtest.OutLongAsync(address, GuestHardware.BalloonPciAddress | commandRegister, cancellationToken).ConfigureAwait(false);
        await qtest.OutWordAsync(address + 4, ioMemoryBusMaster, cancellationToken).ConfigureAwait(false);
        await qtest.OutLongAsync(GuestHardware.BalloonActualPort, pages, cancellationToken).ConfigureAwait(false);
    }
}
