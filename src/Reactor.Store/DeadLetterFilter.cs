using System.Collections.Immutable;

namespace Reactor.Store;

/// <summary>Which dead letters; all that is given must hold, and something must be.</summary>
public sealed record DeadLetterFilter
{
    /// <summary>Their ids; empty for any.</summary>
    public ImmutableArray<string> WebhookIds { get; init; } = [];

    /// <summary>The target's name, whole; null for any.</summary>
    public string? Target { get; init; }

    /// <summary>Given up at this time or later; null for any.</summary>
    public DateTimeOffset? Since { get; init; }
}

/// <summary>What became of dead letters that were to be sent once more.</summary>
/// <param name="Count">They wait again.</param>
/// <param name="Left">More were meant than are taken at once: these are dead letters still.</param>
/// <param name="Disabled">Meant too, but their target is disabled: dead letters still.</param>
/// <param name="Overtaken">Meant too, but what was told later of their alert, or of their group, has arrived, or is on its way: they would tell what isn't so any more.</param>
/// <param name="Held">Meant too, but a silence or a maintenance holds them: dead letters still.</param>
/// <param name="HeldBy">What holds some of these; empty for none.</param>
/// <param name="Targets">Where those that wait go.</param>
public sealed record RevivedDeliveries(int Count, int Left, int Disabled, int Overtaken, int Held, ImmutableArray<string> HeldBy, ImmutableArray<string> Targets);
