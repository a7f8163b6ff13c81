using System.Collections.Immutable;

namespace Reactor.Reactions.Holds;

/// <summary>Something by which an operator holds things back for a time. Given to every partition as an inbox row; its end too.</summary>
public abstract record Hold
{
    /// <summary>Its name, unique for ever. A second one of the same id takes the place of the first.</summary>
    public required string Id { get; init; }

    /// <summary>All must be met; at least one (unless it ends).</summary>
    public ImmutableArray<Matcher> Matchers { get; init; } = [];

    /// <summary>When it begins. Engine time.</summary>
    public DateTimeOffset StartsAt { get; init; }

    /// <summary>When it ends by itself (it still holds at that instant); null: only a silence that is <see cref="Silence.UntilResolved"/>, which ends with its alerts.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Who asked for it.</summary>
    public string Author { get; init; } = "";

    /// <summary>Why, for people.</summary>
    public string Reason { get; init; } = "";

    /// <summary>It ends now: of all else only <see cref="Id"/> and <see cref="Author"/> matter.</summary>
    public bool IsEnded { get; init; }

    /// <summary>The payload of its inbox row: versioned UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Write() => HoldJson.Write(this);
}

/// <summary>Holds the notifications of alerts that its matchers mean; one-off sends of such rules are stored and never sent.</summary>
public sealed record Silence : Hold
{
    /// <summary>In each partition it ends with the last open alert that it means (or at <see cref="Hold.EndsAt"/>).</summary>
    public bool UntilResolved { get; init; }

    /// <summary>Reads what <see cref="Hold.Write"/> wrote.</summary>
    /// <param name="payload">It.</param>
    /// <exception cref="InvalidDataException">It is damaged, of a newer version, or not to be used; the message says which.</exception>
    public static Silence Read(ReadOnlyMemory<byte> payload) => HoldJson.ReadSilence(payload);
}

/// <summary>
/// Work on VMs: holds their rules' commands and programs too. Its matchers mean VMs: <c>vm</c>, <c>host</c>, and labels of VMs.
/// </summary>
public sealed record Maintenance : Hold
{
    /// <summary>Reads what <see cref="Hold.Write"/> wrote.</summary>
    /// <param name="payload">It.</param>
    /// <exception cref="InvalidDataException">It is damaged, of a newer version, or not to be used; the message says which.</exception>
    public static Maintenance Read(ReadOnlyMemory<byte> payload) => HoldJson.ReadMaintenance(payload);
}
