namespace Reactor.Store;

/// <summary>The store cannot be written now. What was asked for did not happen; it may be asked again.</summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="reason">Full, read-only, locked or broken.</param>
    /// <param name="message">What, where, what to do.</param>
    /// <param name="inner">The database's own error.</param>
    public StoreUnavailableException(StoreFailure reason, string message, Exception? inner = null)
        : base(message, inner) => Reason = reason;

    /// <summary>Why.</summary>
    public StoreFailure Reason { get; }

    /// <summary>Asking again cannot help in this run: another daemon took the store over, or another program wrote into it, or the file is of a kind that this version cannot use.</summary>
    public bool IsFinal { get; init; }

    /// <summary>The file is a store, and damaged: see <see cref="DamagedStore"/>.</summary>
    public bool IsDamage => Reason == StoreFailure.Corrupt && IsFinal;
}

/// <summary>Why a store cannot be used.</summary>
public enum StoreFailure
{
    /// <summary>No space on the device.</summary>
    Full,

    /// <summary>The file or its file system is read-only.</summary>
    ReadOnly,

    /// <summary>Another daemon holds it, or took it over (its epoch is newer), or another program writes to it at the moment, or has written into it or replaced it.</summary>
    Locked,

    /// <summary>The file is not a database, or damaged.</summary>
    Corrupt,

    /// <summary>Any other input or output error.</summary>
    Io,

    /// <summary>Written by a newer Reactor, or by another program.</summary>
    Unsupported,

    /// <summary>There is no such file (the daemon makes one when it starts, never later).</summary>
    Missing,
}
