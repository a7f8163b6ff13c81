using System.Collections.Immutable;
using Reactor.Reactions.Actions;
using Reactor.Rules.Configuration;

namespace Reactor.Reactions.Commits;

/// <summary>One durable delivery. All its attempts carry the same id and the same bytes.</summary>
public sealed record DeliveryRow
{
    /// <summary>The <c>webhook-id</c>: hash of (firing id, or its group's name, action path, target, kind, ordinal); starts with <c>msg_</c>.</summary>
    public required string WebhookId { get; init; }

    /// <summary>The firing it follows from.</summary>
    public required string FiringId { get; init; }

    /// <summary>The rule's name.</summary>
    public required string Rule { get; init; }

    /// <summary>Path of the action in its rule, such as <c>then[0].webhook</c>.</summary>
    public required string ActionPath { get; init; }

    /// <summary>Name of the target; for a webhook written in place <c>rule/NAME/PATH</c>.</summary>
    public required string Target { get; init; }

    /// <summary><c>firing</c>, <c>resolved</c>, <c>repeat</c> (it still fires, said again), <c>resend</c> (the same to a target that forgets) or <c>acknowledged</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The VM's name, for people.</summary>
    public required string VmName { get; init; }

    /// <summary>The alert that it tells of, by its <see cref="AlertRow.Uid"/>; null for a one-off send, and for what a group tells.</summary>
    public string? Alert { get; init; }

    /// <summary>The name of that alert over all its openings (<see cref="Identities.AlertUid.OfAll"/>); null for a one-off send, and for what goes in the order of a group.</summary>
    public string? Series { get; init; }

    /// <summary>Of a one-off send: labels of its rule and its key. Of an alert they are the alert's.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Labels of the VM.</summary>
    public ImmutableSortedDictionary<string, string> VmLabels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Name of the group of alerts that it tells of; null: none.</summary>
    public string? Group { get; init; }

    /// <summary>Of what a group tells: some of its alerts have ended since it told last. Nothing else tells of that.</summary>
    public bool TellsEnd { get; init; }

    /// <summary>At a target that keeps the order, deliveries of one line go one after another: those of a group, else those of a VM.</summary>
    public string Line => Group ?? VmName;

    /// <summary>Whether it tells on of an alert, or of a group of alerts.</summary>
    public bool IsFollower => Group is not null || Kind != DeliveryKind.Firing;

    /// <summary>The completing event's name, for people.</summary>
    public required string EventName { get; init; }

    /// <summary>When it was decided. Engine time.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>MIME type of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>The rendered body.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The firing as versioned UTF-8 JSON, where its action has an <c>on_failure</c>: given back to the partition when the delivery is given up. Null otherwise.</summary>
    public ReadOnlyMemory<byte>? OnGiveUp { get; init; }

    /// <summary>Stored, and not to be sent: it was decided while notifications were held (a one-off send in a silence, a maintenance, a muted window).</summary>
    public bool IsMuted { get; init; }

    /// <summary>The silence, the maintenance or the window by which it is muted; null for none.</summary>
    public string? MutedBy { get; init; }

    /// <summary>It says all that earlier <c>resend</c>s of the same firing to the same target say, or that they are out of date: they are dropped where they aren't being tried.</summary>
    public bool ReplacesResends { get; init; }

    /// <summary>For a webhook written in place: all that its attempts need. Null for a named target, whose settings are read when it is tried.</summary>
    public InlineRequest? Inline { get; init; }

    /// <summary>Whether it stands for itself, as what <c>send</c> sends: nothing tells on of it, though an alert of the same firing may go to the same target.</summary>
    public bool IsOneOff => ActionPath.EndsWith(OneOffPath, StringComparison.Ordinal);

    /// <summary>How the path of such an action ends.</summary>
    public const string OneOffPath = ".send";

    /// <summary>
    /// Whether it is not begun while an earlier one is pending: an alert's end never overtakes its beginning on the way to a target, nor what a group tells
    /// what it told before, nor an alert that opens again its end: what arrives last is the latest news.
    /// </summary>
    public bool GoesAfter(DeliveryRow earlier) => Target == earlier.Target && (Group is not null
        ? Line == earlier.Line
        : (IsFollower && FiringId == earlier.FiringId && !earlier.IsOneOff) || (Series is not null && Series == earlier.Series));
}

/// <summary>The settings of a webhook written in a rule, kept with each delivery so that an edited rule does not change what was decided.</summary>
/// <param name="Method">POST, PUT or PATCH.</param>
/// <param name="Url">Rendered URL; values in it are percent-encoded.</param>
/// <param name="Headers">Rendered headers; secrets stay references of the form <c>{secret:NAME}</c>.</param>
/// <param name="Secret">Name of the secret that signs; null for none.</param>
/// <param name="Timeout">Time for one attempt.</param>
/// <param name="Retry">When to try again.</param>
public sealed record InlineRequest(
    string Method,
    string Url,
    ImmutableSortedDictionary<string, string> Headers,
    string? Secret,
    TimeSpan Timeout,
    RetryOptions Retry);
