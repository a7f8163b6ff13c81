using System.Net.Security;

namespace Reactor.Qmp;

/// <summary>Limits and times of a <see cref="QmpConnection"/>. Every one has a default that suits QEMU.</summary>
public sealed record QmpConnectionOptions
{
    /// <summary>The defaults.</summary>
    public static QmpConnectionOptions Default { get; } = new();

    /// <summary>How long the socket (and TLS) may take to connect. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a connected peer may stay silent before its greeting. Default 5 s. QEMU serves one client per monitor and
    /// lets a second one wait unheard, so silence is <see cref="QmpFailure.Occupied"/>.
    /// </summary>
    public TimeSpan GreetingTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a command may take, waiting for a slot included. Default 10 s.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest message (one JSON object) accepted, in bytes. Default 16 MiB + 64 KiB: QEMU sets no limit of its own.</summary>
    public int MaxMessageBytes { get; init; } = (16 * 1024 * 1024) + (64 * 1024);

    /// <summary>Deepest nesting of objects and arrays accepted. Default 64; QEMU's events stay below 8.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>
    /// Most members of objects and elements of arrays that a message may have in all. Default 1,048,576: QEMU's answers have 13 bytes and
    /// more for each, so what it says meets <see cref="MaxMessageBytes"/> about as soon; its longest, <c>query-qmp-schema</c>, has 16,000.
    /// </summary>
    public int MaxMembers { get; init; } = 1024 * 1024;

    /// <summary>Commands sent and not yet answered. Default 8, as many as QEMU queues before it stops reading.</summary>
    public int MaxInFlight { get; init; } = 8;

    /// <summary>Commands that may wait for a slot; one more fails at once with <see cref="QmpFailure.NoSlot"/>. Default 64.</summary>
    public int MaxWaiting { get; init; } = 64;

    /// <summary>
    /// TLS for a <c>tcp:</c> monitor (<c>-object tls-creds-x509</c>, <c>tls-creds=ID</c>); null, the default, is plain.
    /// <see cref="SslClientAuthenticationOptions.TargetHost"/> is filled in from the address when it is null.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>The clock. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Looks up the names of hosts.</summary>
    internal NameLookups Names { get; init; } = NameLookups.OfSystem;
}
