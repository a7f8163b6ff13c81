using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Reactor.Qmp;

namespace Reactor.Reactions.Recovery;

/// <summary>What is known of a VM's state: from answers to questions, and from the events since. Immutable; what is not known is absent.</summary>
public sealed class LastKnown
{
    /// <summary>Most entries of one kind (slots, sessions, jobs). A VM with more of them isn't followed in that.</summary>
    internal const int MaxEntries = 512;

    /// <summary>Most characters of the entries of one kind.</summary>
    internal const int MaxLength = 64 * 1024;

    /// <summary>Longest answer that is read. Bytes. That of a VM with hundreds of disks, sessions or jobs is a tenth of it.</summary>
    internal const int MaxAnswer = 1024 * 1024;

    private const int Version = 1;

    private static readonly ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> s_none =
        ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, string>>(StringComparer.Ordinal);

    // A VM that runs again has no disk any more that holds it.
    private static readonly FrozenDictionary<string, StateQuestion> s_byEvent = StateQuestion.All
        .SelectMany(question => question.Aspect is BlockAspect ? question.Events.Append("RESUME") : question.Events, (question, name) => (question, name))
        .ToFrozenDictionary(pair => pair.name, pair => pair.question, StringComparer.Ordinal);

    // Of thousands of VMs mostly the same is known: its text is made once.
    private static volatile Text? s_text;

    private readonly ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> _aspects;

    private LastKnown(string? status, ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> aspects, long outgrown)
    {
        Status = status;
        _aspects = aspects;
        Outgrown = outgrown;
    }

    /// <summary>Nothing is known.</summary>
    public static LastKnown Nothing { get; } = new(null, s_none, 0);

    /// <summary>The run state as <c>query-status</c> names it; null for unknown.</summary>
    public string? Status { get; }

    /// <summary>How often something had too many entries, or too large ones, to be followed.</summary>
    public long Outgrown { get; }

    /// <summary>Whether it was told that the VM is lost, and nothing has been heard of it since.</summary>
    public bool IsLost { get; private init; }

    /// <summary>A process that has just begun, and that has nothing of what is asked for.</summary>
    internal static LastKnown Idle { get; } = new(
        null, s_none.AddRange(StateQuestion.All.Select(question => KeyValuePair.Create(question.Name, question.Aspect.Fresh ?? Aspect.None))), 0);

    /// <summary>Whether events of a name may tell something of it.</summary>
    public static bool IsChangedBy(string eventName) => EventCatalogue.StateBearing.Contains(eventName) || s_byEvent.ContainsKey(eventName);

    /// <summary>What is so in a process that has just begun.</summary>
    /// <param name="questions">What is asked.</param>
    public static LastKnown OfNewProcess(IEnumerable<StateQuestion> questions)
    {
        ArgumentNullException.ThrowIfNull(questions);
        return new LastKnown(
            null,
            s_none.AddRange(
                from question in questions where question.Aspect.Fresh is not null select KeyValuePair.Create(question.Name, question.Aspect.Fresh!)),
            0);
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="status">The run state.</param>
    /// <param name="json">The rest; null for nothing.</param>
    /// <exception cref="InvalidDataException">It is damaged, or of a newer version.</exception>
    public static LastKnown Parse(string? status, string? json)
    {
        if (json is null)
        {
            return Nothing.WithStatus(status);
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.GetProperty("v").GetInt32() != Version)
            {
                throw new InvalidDataException("What is stored of a VM's state is of another version. Run the version of Reactor that wrote it, or a newer one.");
            }

            var aspects = s_none.ToBuilder();
            foreach (var aspect in document.RootElement.GetProperty("known").EnumerateObject())
            {
                if (StateQuestion.ByName.ContainsKey(aspect.Name))
                {
                    aspects[aspect.Name] = Aspect.None.AddRange(aspect.Value.EnumerateObject().Select(entry => KeyValuePair.Create(entry.Name, entry.Value.GetRawText())));
                }
            }

            return new LastKnown(status, aspects.ToImmutable(), 0) { IsLost = document.RootElement.TryGetProperty("lost", out var lost) && lost.GetBoolean() };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"What is stored of a VM's state can't be read: {e.Message}. Restore the store from a backup.", e);
        }
    }

    /// <summary>All but the run state, to be stored; null for nothing.</summary>
    public string? ToJson()
    {
        if (_aspects.IsEmpty && !IsLost)
        {
            return null;
        }

        var text = s_text;
        if (text?.Of != this)
        {
            s_text = text = new Text(this, ShortJson.ToText(this, static (json, known) => known.Write(json)));
        }

        return text.Json;
    }

    /// <summary>Whether the same is known.</summary>
    /// <param name="other">What is known of another VM, or at another time.</param>
    public bool MeansTheSame(LastKnown other) =>
        other is not null && other.Status == Status && other.IsLost == IsLost && other.Outgrown == Outgrown && other._aspects.Count == _aspects.Count
        && _aspects.All(aspect => other._aspects.TryGetValue(aspect.Key, out var entries) && (ReferenceEquals(entries, aspect.Value) || entries.SequenceEqual(aspect.Value)));

    /// <summary>The same with another run state.</summary>
    public LastKnown WithStatus(string? status) => status == Status ? this : new LastKnown(status, _aspects, Outgrown);

    /// <summary>The same, of a VM that is told to be lost, or is heard again.</summary>
    public LastKnown Lost(bool isLost) => isLost == IsLost ? this : new LastKnown(Status, _aspects, Outgrown) { IsLost = isLost };

    /// <summary>What is known after an event; the same object where it tells nothing new.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="data">Its data.</param>
    /// <param name="isNews">Whether it tells something of the run state (null) or of what a question asks for: it doesn't where the answer covers it.</param>
    public LastKnown After(string name, ReadOnlyMemory<byte> data, Func<StateQuestion?, bool>? isNews = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        var known = isNews?.Invoke(null) is false ? this : WithStatus(RunState.After(Status, name, data));
        if (!s_byEvent.TryGetValue(name, out var question) || !_aspects.TryGetValue(question.Name, out var before) || isNews?.Invoke(question) is false)
        {
            return known;
        }

        using var json = JsonDocument.Parse(data.IsEmpty ? "{}"u8.ToArray() : data);
        return known.With(question, before, question.Aspect.After(before, name, json.RootElement));
    }

    /// <summary>What is known after an answer: all that it shows, in the place of what was known of it.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="beforeGap">What was known when the VM was last heard, before the events since.</param>
    public LastKnown After(StateReply reply, LastKnown beforeGap)
    {
        ArgumentNullException.ThrowIfNull(reply);
        ArgumentNullException.ThrowIfNull(beforeGap);
        var before = Of(reply.Question);
        if (reply.Json is not { } answer)
        {
            return With(reply.Question, before, Aspect.None);
        }

        if (answer.Length > MaxAnswer)
        {
            return new LastKnown(Status, _aspects.Remove(reply.Question.Name), Outgrown + 1);
        }

        using var json = JsonDocument.Parse(answer);
        return With(reply.Question, before, reply.Question.Aspect.Read(json.RootElement, before ?? Aspect.None, beforeGap.Of(reply.Question) ?? Aspect.None));
    }

    /// <summary>Only what these questions ask for: of what nobody asks any more nothing is heard either.</summary>
    /// <param name="questions">The questions.</param>
    public LastKnown Only(IEnumerable<StateQuestion> questions)
    {
        ArgumentNullException.ThrowIfNull(questions);
        var kept = _aspects;
        foreach (var (name, _) in _aspects)
        {
            kept = questions.Any(question => question.Name == name) ? kept : kept.Remove(name);
        }

        // Mostly all is asked for, and what is known is another VM's too.
        return ReferenceEquals(kept, _aspects) && !IsLost ? this : new LastKnown(Status, kept, Outgrown);
    }

    /// <summary>Whether nothing can be told of the change from one to the other: there is none.</summary>
    internal bool IsAsBefore(LastKnown before) => before.Status == Status && ReferenceEquals(before._aspects, _aspects);

    internal ImmutableSortedDictionary<string, string>? Of(StateQuestion question) => _aspects.GetValueOrDefault(question.Name);

    private LastKnown With(StateQuestion question, ImmutableSortedDictionary<string, string>? before, ImmutableSortedDictionary<string, string> entries)
    {
        if (ReferenceEquals(before, entries) || (before is not null && before.Count == entries.Count && before.SequenceEqual(entries)))
        {
            return this;
        }

        return entries.Count > MaxEntries || LengthOf(entries) > MaxLength
            ? new LastKnown(Status, _aspects.Remove(question.Name), Outgrown + 1)
            : new LastKnown(Status, _aspects.SetItem(question.Name, entries), Outgrown);
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("v", Version);
        if (IsLost)
        {
            json.WriteBoolean("lost", true);
        }

        json.WriteStartObject("known");
        foreach (var (name, entries) in _aspects)
        {
            json.WriteStartObject(name);
            foreach (var (key, entry) in entries)
            {
                json.WritePropertyName(key);
                json.WriteRawValue(entry);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static long LengthOf(ImmutableSortedDictionary<string, string> entries)
    {
        var length = 0L;
        foreach (var (key, entry) in entries)
        {
            length += key.Length + entry.Length;
        }

        return length;
    }

    private sealed record Text(LastKnown Of, string Json);
}
