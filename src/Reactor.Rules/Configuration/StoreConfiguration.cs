namespace Reactor.Rules.Configuration;

/// <summary>Where state is kept: <c>store</c>.</summary>
/// <param name="Path">Absolute path of the SQLite file. Default <c>reactor.db</c> beside <c>reactor.yaml</c>.</param>
/// <param name="Synchronous">What a commit survives. Default <see cref="Synchronous.Full"/>.</param>
public sealed record StoreConfiguration(string Path, Synchronous Synchronous)
{
    /// <summary>How long what is over is kept.</summary>
    public RetentionConfiguration Retention { get; init; } = new();
}

/// <summary>What a commit survives (SQLite's <c>PRAGMA synchronous</c>).</summary>
public enum Synchronous
{
    /// <summary>A loss of power.</summary>
    Full,

    /// <summary>A crash of the program, not a loss of power.</summary>
    Normal,
}
