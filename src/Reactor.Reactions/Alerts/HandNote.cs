using System.Text.Json;
using Reactor.Reactions.Steps;

namespace Reactor.Reactions.Alerts;

/// <summary>Somebody did something by hand.</summary>
/// <param name="By">Who.</param>
/// <param name="Comment">What they say to it.</param>
/// <param name="At">Engine time.</param>
public sealed record HandNote(string By, string Comment, DateTimeOffset At)
{
    internal void Write(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject(name);
        writer.WriteString("by"u8, By);
        writer.WriteString("comment"u8, Comment);
        writer.WriteString("at"u8, At);
        writer.WriteEndObject();
    }

    internal static HandNote Read(JsonElement note) =>
        new(StoredJson.Text(note, "by"), StoredJson.Text(note, "comment"), note.GetProperty("at"u8).GetDateTimeOffset());
}
