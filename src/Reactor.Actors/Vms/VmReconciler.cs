using System.Text.Json;
using Reactor.Qmp;

namespace Reactor.Actors.Vms;

/// <summary>What a VM said of itself after connecting.</summary>
/// <param name="Status">The run state; null where it would not say.</param>
/// <param name="StatusKnownUpTo">Events up to this ordinal are covered by it.</param>
/// <param name="Uuid">Its UUID in lower case; null for none and all zeros.</param>
internal sealed record VmAnswers(string? Status, long StatusKnownUpTo, string? Uuid);

/// <summary>Asks a VM for its state after (re)connecting: QMP has no replay.</summary>
internal static class VmReconciler
{
    /// <summary>Asks.</summary>
    /// <exception cref="QmpException">The connection ended, or an answer did not come in time.</exception>
    public static async Task<VmAnswers> AskAsync(QmpConnection connection, CancellationToken ct)
    {
        var status = connection.ExecuteAsync("query-status", ct: ct);
        var uuid = connection.ExecuteAsync("query-uuid", ct: ct);
        await Task.WhenAll(status, uuid).ConfigureAwait(false);
        var statusReply = await status.ConfigureAwait(false);
        return new VmAnswers(Text(statusReply, "status"), statusReply.EventsBefore, ParseUuid(Text(await uuid.ConfigureAwait(false), "UUID")));
    }

    /// <summary>Asks for the run state alone.</summary>
    /// <exception cref="QmpException">The connection ended, or the answer did not come in time.</exception>
    public static async Task<VmAnswers> AskStatusAsync(QmpConnection connection, CancellationToken ct)
    {
        var reply = await connection.ExecuteAsync("query-status", ct: ct).ConfigureAwait(false);
        return new VmAnswers(Text(reply, "status"), reply.EventsBefore, null);
    }

    private static string? ParseUuid(string? text) =>
        Guid.TryParse(text, out var uuid) && uuid != Guid.Empty ? uuid.ToString("D") : null;

    /// <summary>A text member of the answer; null where the command failed (an old QEMU) or the answer has another shape.</summary>
    internal static string? Text(QmpReply reply, string member)
    {
        if (reply is not QmpReturn answer)
            return null;
        using var json = JsonDocument.Parse(answer.Json);
        return json.RootElement.ValueKind == JsonValueKind.Object
            && json.RootElement.TryGetProperty(member, out var value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
    }
}
