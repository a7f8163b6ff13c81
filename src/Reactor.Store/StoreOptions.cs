using Reactor.Store.Sqlite.Migrations;

namespace Reactor.Store;

/// <summary>What a completed write survives.</summary>
public enum StoreSynchronous
{
    /// <summary>Loss of power: the log is on the disk before a write completes.</summary>
    Full,

    /// <summary>A crash of the daemon only; faster.</summary>
    Normal,
}

/// <summary>How a <see cref="SqliteStore"/> is run.</summary>
public sealed record StoreOptions
{
    /// <summary>What a completed write survives. Default <see cref="StoreSynchronous.Full"/>.</summary>
    public StoreSynchronous Synchronous { get; init; }

    /// <summary>Gives the moment that is noted as the start of this holder and makes its epoch. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Operations that wait for the writer at most; further callers wait (without blocking) for a place. Default 4,096.</summary>
    public int QueueCapacity { get; init; } = 4096;

    /// <summary>How long another program that writes to the file is waited for before an operation fails as locked. Default 500 ms.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Size of the write-ahead log from which it is cut back to nothing as soon as no reader needs it. Default 64 MiB.</summary>
    public long WalLimitBytes { get; init; } = 64 * 1024 * 1024;

    internal IReadOnlyList<Migration> Migrations { get; init; } = Migration.Embedded;
}
