using System.Collections.Immutable;
using System.Text.Json;
using Reactor.Reactions.Json;
using Reactor.Reactions.Steps;

namespace Reactor.Reactions.Holds;

/// <summary>The stored form of silences and maintenances.</summary>
internal static class HoldJson
{
    public const int MaxMatchers = 32;

    private const int Version = 1;

    public static ReadOnlyMemory<byte> Write(Hold hold) => JsonBytes.Versioned(Version, writer =>
    {
        writer.WriteString("id"u8, hold.Id);
        writer.WriteString("author"u8, hold.Author);
        writer.WriteString("reason"u8, hold.Reason);
        if (hold.IsEnded)
        {
            writer.WriteBoolean("ended"u8, true);
            return;
        }

        writer.WriteString("starts"u8, hold.StartsAt);
        if (hold.EndsAt is { } end)
        {
            writer.WriteString("ends"u8, end);
        }

        if (hold is Silence { UntilResolved: true })
        {
            writer.WriteBoolean("until_resolved"u8, true);
        }

        writer.WriteStartArray("matchers"u8);
        foreach (var matcher in hold.Matchers)
        {
            WriteMatcher(writer, matcher);
        }

        writer.WriteEndArray();
    });

    public static Silence ReadSilence(ReadOnlyMemory<byte> payload) => StoredJson.Read(payload, Version, "A silence", root => Checked(new Silence
    {
        Id = StoredJson.Text(root, "id"),
        Author = StoredJson.OptionalText(root, "author") ?? "",
        Reason = StoredJson.OptionalText(root, "reason") ?? "",
        IsEnded = StoredJson.Flag(root, "ended"),
        StartsAt = Time(root, "starts") ?? DateTimeOffset.MinValue,
        EndsAt = Time(root, "ends"),
        UntilResolved = StoredJson.Flag(root, "until_resolved"),
        Matchers = Matchers(root),
    }));

    public static Maintenance ReadMaintenance(ReadOnlyMemory<byte> payload) => StoredJson.Read(payload, Version, "A maintenance", root => Checked(new Maintenance
    {
        Id = StoredJson.Text(root, "id"),
        Author = StoredJson.OptionalText(root, "author") ?? "",
        Reason = StoredJson.OptionalText(root, "reason") ?? "",
        IsEnded = StoredJson.Flag(root, "ended"),
        StartsAt = Time(root, "starts") ?? DateTimeOffset.MinValue,
        EndsAt = Time(root, "ends"),
        Matchers = Matchers(root),
    }));

    private static T Checked<T>(T hold)
        where T : Hold
    {
        if (hold.Id.Length is 0 or > Matcher.MaxLength)
        {
            throw new InvalidDataException($"its id has 1 to {Matcher.MaxLength} characters");
        }

        if (hold.IsEnded)
        {
            return hold;
        }

        // Without a matcher it would hold everything, without an end for ever: neither is what anybody means.
        var fault = hold.Matchers.Length is 0 or > MaxMatchers ? $"it has 1 to {MaxMatchers} matchers"
            : hold.EndsAt is null && hold is not Silence { UntilResolved: true } ? "it has no end"
            : hold.Matchers.Select(m => m.Fault()).FirstOrDefault(f => f is not null);
        return fault is null ? hold : throw new InvalidDataException(fault);
    }

    private static void WriteMatcher(Utf8JsonWriter writer, Matcher matcher)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, matcher.Name);
        writer.WriteString("value"u8, matcher.Value);
        if (matcher.IsRegex)
        {
            writer.WriteBoolean("regex"u8, true);
        }

        if (!matcher.IsEqual)
        {
            writer.WriteBoolean("equal"u8, false);
        }

        writer.WriteEndObject();
    }

    private static ImmutableArray<Matcher> Matchers(JsonElement root) => root.TryGetProperty("matchers"u8, out var matchers)
        ?
        [
            .. matchers.EnumerateArray().Select(m => new Matcher(
                StoredJson.Text(m, "name"),
                StoredJson.Text(m, "value"),
                StoredJson.Flag(m, "regex"),
                !m.TryGetProperty("equal"u8, out var equal) || equal.GetBoolean())),
        ]
        : [];

    private static DateTimeOffset? Time(JsonElement root, string name) => root.TryGetProperty(name, out var time) ? time.GetDateTimeOffset() : null;
}
