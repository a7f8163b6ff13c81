using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Reactor.Qmp;
using Reactor.Reactions.Recovery;

namespace Reactor.Actors.Vms;

/// <summary>What a VM said of itself.</summary>
/// <param name="Status">The run state; null where it would not say.</param>
/// <param name="StatusKnownUpTo">Events up to this ordinal are covered by it.</param>
/// <param name="Uuid">Its UUID in lower case; null for none and all zeros.</param>
internal sealed record VmAnswers(string? Status, long StatusKnownUpTo, string? Uuid)
{
    /// <summary>What it was asked besides.</summary>
    public ImmutableArray<StateQuestion> Asked { get; init; } = [];

    /// <summary>What it answered to that.</summary>
    public ImmutableArray<AnsweredQuestion> Replies { get; init; } = [];

    /// <summary>When the first question was put. Wall clock.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>When the last answer was there. Wall clock.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }
}

/// <summary>An answer, and what it covers.</summary>
/// <param name="Reply">The answer.</param>
/// <param name="CoveredUpTo">Events up to this ordinal.</param>
internal sealed record AnsweredQuestion(StateReply Reply, long CoveredUpTo);

/// <summary>Asks a VM for its state when something of it was not heard: QMP has no replay.</summary>
internal static class VmReconciler
{
    private const string NoSuchCommand = "CommandNotFound";

    // What thousands of VMs answer each minute, and what is kept of each: one text for all.
    private const string Usual = "running";

    // It goes into all that is told and kept of the VM.
    private const int LongestStatus = 64;

    private static readonly SearchValues<char> s_ofStatus = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Asks.</summary>
    /// <exception cref="QmpException">The connection ended, or its run state or UUID was not told in time.</exception>
    public static async Task<VmAnswers> AskAsync(QmpConnection connection, ImmutableArray<StateQuestion> questions, TimeProvider time, CancellationToken ct)
    {
        var askedAt = time.GetUtcNow();
        var status = connection.ExecuteAsync("query-status", ct: ct);
        var uuid = connection.ExecuteAsync("query-uuid", ct: ct);
        var others = questions.Select(question => AskAsync(connection, question, ct)).ToArray();
        await Task.WhenAll([status, uuid, .. others]).ConfigureAwait(false);
        var statusReply = await status.ConfigureAwait(false);
        var replies = ImmutableArray.CreateBuilder<AnsweredQuestion>(others.Length);
        foreach (var other in others)
        {
            if (await other.ConfigureAwait(false) is { } answered)
                replies.Add(answered);
        }

        return new VmAnswers(Status(statusReply), statusReply.EventsBefore, ParseUuid(Text(await uuid.ConfigureAwait(false), "UUID")))
        {
            Asked = questions, Replies = replies.DrainToImmutable(), AskedAt = askedAt, AnsweredAt = time.GetUtcNow(),
        };
    }

    /// <summary>Null where it isn't known: QEMU has no such query, fails, or takes too long.</summary>
    private static async Task<AnsweredQuestion?> AskAsync(QmpConnection connection, StateQuestion question, CancellationToken ct)
    {
        foreach (var command in question.Commands)
        {
            QmpReply reply;
            try
            {
                reply = await connection.ExecuteAsync(command, ct: ct).ConfigureAwait(false);
            }
            catch (QmpException e) when (e.Kind is QmpFailure.CommandTimeout or QmpFailure.NoSlot)
            {
                return null; // The rest of the answers is of use without it.
            }

            switch (reply)
            {
                case QmpReturn answer: return new(new(question, answer.Json), reply.EventsBefore);
                case QmpError { Class: not NoSuchCommand }: return question.ErrorMeansNone ? new(new(question, null), reply.EventsBefore) : null;
            }
        }

        return null;
    }

    /// <summary>Asks for the UUID alone; null for none and all zeros.</summary>
    /// <exception cref="QmpException">The connection ended, or the answer did not come in time.</exception>
    public static async Task<string?> AskUuidAsync(QmpConnection connection, CancellationToken ct) =>
        ParseUuid(Text(await connection.ExecuteAsync("query-uuid", ct: ct).ConfigureAwait(false), "UUID"));

    /// <summary>The run state that it answered to <c>query-status</c>; null where it would not say.</summary>
    public static string? Status(QmpReply reply) =>
        Text(reply, "status") is { Length: > 0 and <= LongestStatus } status && !status.AsSpan().ContainsAnyExcept(s_ofStatus) ? status : null;

    private static string? ParseUuid(string? text) =>
        Guid.TryParse(text, out var uuid) && uuid != Guid.Empty ? uuid.ToString("D") : null;

    /// <summary>A text member of the answer; null where the command failed (an old QEMU) or the answer has another shape.</summary>
    internal static string? Text(QmpReply reply, string member)
    {
        if (reply is not QmpReturn answer)
            return null;
        var json = new Utf8JsonReader(answer.Json.Span);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            return null;
        string? text = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isMeant = json.ValueTextEquals(member);
            json.Read();
            // Of two the last counts.
            if (isMeant)
                text = json.TokenType != JsonTokenType.String ? null : json.ValueTextEquals(Usual) ? Usual : json.GetString();
            json.Skip();
        }

        return text;
    }
}
