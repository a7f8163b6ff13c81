using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reactor.Reactions.Recovery;

/// <summary>
/// One thing that a query of QEMU's shows of a VM and that some events tell the changes of. What is known of it are <em>entries</em>: a slot, a
/// session, a job, each by its key; the text is JSON of our own making, so that equal entries have equal texts. Pure.
/// </summary>
internal abstract class Aspect
{
    /// <summary>No entries.</summary>
    public static readonly ImmutableSortedDictionary<string, string> None = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Its name in what is stored.</summary>
    public abstract string Name { get; }

    /// <summary>The query, then what to ask where QEMU doesn't know that one.</summary>
    public abstract ImmutableArray<string> Commands { get; }

    /// <summary>The events that tell its changes: it is asked for where rules want one of them, and then all of them are read.</summary>
    public abstract ImmutableArray<string> Events { get; }

    /// <summary>What is so in a process that has just begun; null where that isn't known.</summary>
    public virtual ImmutableSortedDictionary<string, string>? Fresh => None;

    /// <summary>Whether an error for an answer says that there is nothing of the kind.</summary>
    public virtual bool ErrorMeansNone => false;

    /// <summary>Whether what is found stands for itself though nothing was known before: an error that holds the VM.</summary>
    public virtual bool IsLevel => false;

    /// <summary>Reads the answer.</summary>
    /// <param name="answer">The value of <c>return</c>.</param>
    /// <param name="before">What was known, for what the answer leaves out.</param>
    /// <param name="beforeGap">What was known when it was last heard, before the events since.</param>
    public abstract ImmutableSortedDictionary<string, string> Read(
        JsonElement answer, ImmutableSortedDictionary<string, string> before, ImmutableSortedDictionary<string, string> beforeGap);

    /// <summary>What is so after an event.</summary>
    public abstract ImmutableSortedDictionary<string, string> After(ImmutableSortedDictionary<string, string> before, string name, JsonElement data);

    /// <summary>The events that must have happened; each with what was known before of what it is about, in its order.</summary>
    public abstract IEnumerable<(string Name, JsonObject Data, string Before)> Between(
        ImmutableSortedDictionary<string, string> before, ImmutableSortedDictionary<string, string> after);

    /// <summary>What of it lasts and can't be told from what began anew: see <see cref="Level"/>. Texts of the form <c>place=what is so</c>.</summary>
    public virtual IEnumerable<string> Levels(ImmutableSortedDictionary<string, string> entries) => [];

    /// <summary>Those of them that an event tells the beginning of.</summary>
    public virtual IEnumerable<string> LevelsOf(string name, JsonElement data) => Levels(After(None, name, data));

    /// <summary>A text member, or null.</summary>
    protected static string? Text(JsonElement e, string name) =>
        e.ValueKind == JsonValueKind.Object && e.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A member of an object, or one that is undefined.</summary>
    protected static JsonElement Member(JsonElement e, string name) => e.ValueKind == JsonValueKind.Object && e.TryGetProperty(name, out var value) ? value : default;

    /// <summary>The elements of an array; none where it is no array.</summary>
    protected static IEnumerable<JsonElement> Elements(JsonElement e) => e.ValueKind == JsonValueKind.Array ? e.EnumerateArray() : [];

    /// <summary>The members of these names that are there, in this order, numbers as they were written. All that is of use is text, number or truth value.</summary>
    protected static JsonObject Pick(JsonElement e, params ReadOnlySpan<string> names)
    {
        var picked = new JsonObject();
        foreach (var name in names)
        {
            if (Member(e, name) is { ValueKind: JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } value)
            {
                picked[name] = JsonNode.Parse(value.GetRawText());
            }
        }

        return picked;
    }

    /// <summary>Reads an entry back.</summary>
    protected static JsonObject Parse(string entry) => JsonNode.Parse(entry)!.AsObject();
}
