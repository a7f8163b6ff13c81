using Reactor.Reactions.Json;
using Reactor.Reactions.Steps;

namespace Reactor.Reactions.Alerts;

/// <summary>An operator does something to an open alert: the payload of an inbox row of kind <see cref="Commits.InboxKinds.AlertByHand"/>.</summary>
/// <param name="Uid">Name of the alert's opening: <see cref="Commits.AlertRow.Uid"/>.</param>
/// <param name="Resolves">True: it ends, whatever it reports. False: it is acknowledged: somebody looks after it.</param>
/// <param name="By">Who.</param>
/// <param name="Comment">What they say to it; may be empty.</param>
public sealed record AlertByHand(string Uid, bool Resolves, string By, string Comment = "")
{
    private const int Version = 1;

    /// <summary>Versioned UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Write() => JsonBytes.Versioned(Version, writer =>
    {
        writer.WriteString("uid"u8, Uid);
        writer.WriteString("do"u8, Resolves ? "resolve" : "acknowledge");
        writer.WriteString("by"u8, By);
        writer.WriteString("comment"u8, Comment);
    });

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="payload">It.</param>
    /// <exception cref="InvalidDataException">It is of a newer version, or damaged.</exception>
    public static AlertByHand Read(ReadOnlyMemory<byte> payload) => StoredJson.Read(payload, Version, "Something done to an alert by hand", static root => new AlertByHand(
        StoredJson.Text(root, "uid"),
        StoredJson.Text(root, "do") switch
        {
            "resolve" => true,
            "acknowledge" => false,
            var word => throw new InvalidDataException($"`{word}` is nothing that can be done to an alert"),
        },
        StoredJson.Text(root, "by"),
        StoredJson.OptionalText(root, "comment") ?? ""));
}
