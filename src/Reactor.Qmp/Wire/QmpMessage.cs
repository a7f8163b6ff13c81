using System.Text.Json;
using System.Text.Unicode;

namespace Reactor.Qmp;

internal enum QmpMessageKind
{
    /// <summary>None of the below, or more than one of them.</summary>
    Unknown,
    Greeting,
    Event,

    /// <summary>An event that the filter declined; only its name was read.</summary>
    DeclinedEvent,
    Return,
    Error,
}

internal enum QmpMessageFault
{
    None,
    InvalidUtf8,
    Malformed,
}

/// <summary>Says of an event's name whether the rest is worth reading.</summary>
internal interface IEventNameFilter
{
    bool Accepts(ReadOnlySpan<byte> name);
}

/// <summary>
/// One message, taken apart by its keys (never by position) in one pass; everything in it is a view of the message's bytes.
/// </summary>
internal ref struct QmpMessage
{
    public QmpMessageKind Kind;

    /// <summary>Unescaped.</summary>
    public ReadOnlySpan<byte> EventName;

    /// <summary>JSON of <c>data</c>; empty when absent.</summary>
    public ReadOnlySpan<byte> Data;

    /// <summary>JSON of <c>id</c>; empty when absent.</summary>
    public ReadOnlySpan<byte> Id;

    /// <summary>JSON of <c>QMP</c>, <c>return</c> or <c>error</c>, after <see cref="Kind"/>.</summary>
    public ReadOnlySpan<byte> Body;

    /// <summary>What is wrong, for people.</summary>
    public string? Problem;

    public QmpTimestamp? Timestamp;

    private bool _ambiguous;

    /// <summary>
    /// Reads a message. UTF-8 is checked wholly, always; of an event that <paramref name="filter"/> declines nothing is read after its
    /// name (null accepts all).
    /// </summary>
    public static QmpMessageFault TryRead(ReadOnlySpan<byte> json, int maxDepth, IEventNameFilter? filter, out QmpMessage message)
    {
        message = default;
        if (!Utf8.IsValid(json))
            return QmpMessageFault.InvalidUtf8;
        if (JsonText.HasUnpairedSurrogate(json))
        {
            message.Problem = "half a surrogate pair in a string";
            return QmpMessageFault.Malformed;
        }

        try
        {
            message.Read(json, maxDepth, filter);
            return QmpMessageFault.None;
        }
        catch (JsonException e)
        {
            message = default;
            message.Problem = JsonProblem.Of(e);
            return QmpMessageFault.Malformed;
        }
    }

    private void Read(ReadOnlySpan<byte> json, int maxDepth, IEventNameFilter? filter)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = maxDepth });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("it doesn't begin with '{'");

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("event"u8))
            {
                ReadEventName(ref reader, json);
                if (filter is not null && Kind == QmpMessageKind.Event && !_ambiguous && !EventName.IsEmpty && !filter.Accepts(EventName))
                {
                    Kind = QmpMessageKind.DeclinedEvent;
                    return;
                }
            }
            else if (reader.ValueTextEquals("data"u8))
                Data = Value(ref reader, json);
            else if (reader.ValueTextEquals("timestamp"u8))
                Timestamp = ReadTimestamp(ref reader);
            else if (reader.ValueTextEquals("id"u8))
                Id = Value(ref reader, json);
            else if (reader.ValueTextEquals("return"u8))
                SetBody(QmpMessageKind.Return, Value(ref reader, json));
            else if (reader.ValueTextEquals("error"u8))
                SetBody(QmpMessageKind.Error, Value(ref reader, json));
            else if (reader.ValueTextEquals("QMP"u8))
                SetBody(QmpMessageKind.Greeting, Value(ref reader, json));
            else
                Value(ref reader, json);
        }

        // Reads past the end, so that text after the object is an error.
        reader.Read();
        Decide();
    }

    private void SetBody(QmpMessageKind kind, ReadOnlySpan<byte> body)
    {
        SetKind(kind);
        Body = body;
    }

    private void SetKind(QmpMessageKind kind)
    {
        _ambiguous |= Kind != QmpMessageKind.Unknown && Kind != kind;
        Kind = kind;
    }

    private void ReadEventName(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        reader.Read();
        SetKind(QmpMessageKind.Event);
        EventName = default;
        if (reader.TokenType == JsonTokenType.String)
            EventName = reader.ValueIsEscaped ? Unescape(ref reader) : json.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
        else
            reader.Skip();
    }

    private static QmpTimestamp? ReadTimestamp(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        long? seconds = null, microseconds = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isSeconds = reader.ValueTextEquals("seconds"u8);
            bool isMicroseconds = !isSeconds && reader.ValueTextEquals("microseconds"u8);
            reader.Read();
            long? value = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number) ? number : null;
            if (isSeconds)
                seconds = value;
            else if (isMicroseconds)
                microseconds = value;
            reader.Skip();
        }

        return seconds is { } s && microseconds is { } us ? QmpTimestamp.Create(s, us) : null;
    }

    private void Decide()
    {
        if (_ambiguous)
            Problem = "it is of more than one kind (QMP, event, return, error)";
        else if (Kind == QmpMessageKind.Event && EventName.IsEmpty)
            Problem = "its event's name is no text";
        else if (Kind == QmpMessageKind.Event && !Data.IsEmpty && Data[0] != '{')
            Problem = "its data is no JSON object";
        else
            return;
        Kind = QmpMessageKind.Unknown;
    }

    private static byte[] Unescape(scoped ref Utf8JsonReader reader)
    {
        byte[] name = new byte[reader.ValueSpan.Length];
        return name[..reader.CopyString(name)];
    }

    private static ReadOnlySpan<byte> Value(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        reader.Read();
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }
}
