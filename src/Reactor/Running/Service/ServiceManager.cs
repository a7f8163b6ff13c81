using System.Globalization;
using Reactor.Output;

namespace Reactor.Running.Service;

/// <summary>Tells whoever manages the service (systemd) where the daemon stands. Where nobody does, nothing is told.</summary>
/// <param name="send">Sends lines; false: nobody took them.</param>
/// <param name="time">Its monotonic clock is the system's.</param>
internal sealed class ServiceManager(Func<string, bool> send, TimeProvider time)
{
    private const int LongestStatus = 256;

    /// <summary>Nobody manages it.</summary>
    public static ServiceManager None { get; } = new(_ => true, TimeProvider.System);

    /// <summary>Everything runs.</summary>
    public void Ready(string status) => send($"READY=1\n{Status(status)}");

    /// <summary>The configuration is being read again. It ends with <see cref="Ready"/>, whatever comes of it.</summary>
    public void Reloading() => send($"RELOADING=1\nMONOTONIC_USEC={MonotonicMicroseconds()}\n{Status("the configuration is being read")}");

    /// <summary>The daemon ends.</summary>
    public void Stopping() => send($"STOPPING=1\n{Status("stopping: what was heard is made durable")}");

    /// <summary>It works.</summary>
    public void Alive(string status) => send($"WATCHDOG=1\n{Status(status)}");

    /// <summary>It works still, and has nothing new to say.</summary>
    public void Alive() => send("WATCHDOG=1");

    // A line of its own is a message of its own: nothing of a file may make one.
    private static string Status(string text) => $"STATUS={Printable.Of(text, LongestStatus)}";

    private string MonotonicMicroseconds() =>
        ((Int128)time.GetTimestamp() * 1_000_000 / time.TimestampFrequency).ToString(CultureInfo.InvariantCulture);
}
