using System.Collections.Immutable;

namespace Reactor.Actors.Status;

/// <summary>Which configuration runs, and what became of the last try to change it.</summary>
public sealed record ReloadStatus
{
    /// <summary>Hash of the texts of all files that run.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>When they were taken up. Engine time.</summary>
    public required DateTimeOffset LoadedAt { get; init; }

    /// <summary>Whether they come from the store, because the files were bad at the start.</summary>
    public bool FromStore { get; init; }

    /// <summary>When the files were last found bad; null where they are what runs. Engine time.</summary>
    public DateTimeOffset? FailedAt { get; init; }

    /// <summary>All that was wrong with them then; null likewise.</summary>
    public string? Failure { get; init; }

    /// <summary>What of the files waits for a restart.</summary>
    public ImmutableArray<string> NeedsRestart { get; init; } = [];
}
