using System.ComponentModel;
using System.Runtime.InteropServices;

namespace StandIn;

/// <summary>What happens on many descriptors, told to one thread: epoll(7).</summary>
internal sealed partial class Epoll : IDisposable
{
    public const uint In = 1, Out = 4, Error = 8, HangUp = 16;

    private const int Add = 1, Modify = 3;
    private const int CloseOnExec = 0x80000;
    private const int Interrupted = 4;

    private readonly int _descriptor = Check(Create(CloseOnExec));

    /// <summary>One report.</summary>
    public readonly record struct Report(uint Events, ulong Tag);

    public void Watch(int descriptor, uint events, ulong tag) => Control(Add, descriptor, events, tag);

    public void Change(int descriptor, uint events, ulong tag) => Control(Modify, descriptor, events, tag);

    /// <summary>Waits; how many reports there are.</summary>
    public int Wait(Span<Report> reports, int milliseconds)
    {
        Span<byte> raw = stackalloc byte[reports.Length * PackedBytes];
        var count = Wait(_descriptor, ref MemoryMarshal.GetReference(raw), reports.Length, milliseconds);
        if (count < 0 && Marshal.GetLastPInvokeError() == Interrupted)
            return 0;
        Check(count);
        for (var i = 0; i < count; i++)
        {
            var at = raw[(i * PackedBytes)..];
            reports[i] = new(MemoryMarshal.Read<uint>(at), MemoryMarshal.Read<ulong>(at[(PackedBytes - 8)..]));
        }

        return count;
    }

    public void Dispose() => _ = Close(_descriptor);

    // struct epoll_event is packed on x86-64 alone.
    private static int PackedBytes => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private void Control(int operation, int descriptor, uint events, ulong tag)
    {
        Span<byte> raw = stackalloc byte[PackedBytes];
        raw.Clear();
        MemoryMarshal.Write(raw, events);
        MemoryMarshal.Write(raw[(PackedBytes - 8)..], tag);
        Check(Control(_descriptor, operation, descriptor, ref MemoryMarshal.GetReference(raw)));
    }

    private static int Check(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int epoll, int operation, int descriptor, ref byte report);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int Wait(int epoll, ref byte reports, int max, int milliseconds);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
