using System.Buffers;
using System.Text.Json;

namespace Reactor.Rules.NRules.Code;

/// <summary>What one <c>Then</c> hands about one event: <c>{"alert":{"summary":...,"description":...},"send":{TARGET:{"text":...}},"record":{TABLE:{FIELD:...}}}</c>.</summary>
/// <param name="about">The event.</param>
internal sealed class ReactionsOfEvent(QmpEvent about)
{
    private readonly SortedDictionary<string, string> _sends = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (string Name, object? Value)[]> _records = new(StringComparer.Ordinal);
    private (string Summary, string Description)? _alert;

    public QmpEvent Event => about;

    public void Alert(string summary, string description)
    {
        if (_alert is not null)
            throw new InvalidOperationException("Two alerts about one event: a `Then` hands one.");
        _alert = (summary, description);
    }

    public void Send(string target, string text)
    {
        if (!_sends.TryAdd(target, text))
            throw new InvalidOperationException($"Two texts to {target} about one event: a `Then` hands one.");
    }

    public void Record(string table, (string Name, object? Value)[] fields)
    {
        if (!_records.TryAdd(table, fields))
            throw new InvalidOperationException($"Two rows of {table} about one event: a `Then` hands one.");
    }

    public ReadOnlyMemory<byte> ToJson()
    {
        var data = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(data);
        json.WriteStartObject();
        if (_alert is { } alert)
        {
            json.WriteStartObject("alert");
            json.WriteString("summary", alert.Summary);
            json.WriteString("description", alert.Description);
            json.WriteEndObject();
        }

        WriteMap(json, "send", _sends, text => json.WriteString("text", text));
        WriteMap(json, "record", _records, fields =>
        {
            foreach (var (name, value) in fields)
                Write(json, name, value);
        });
        json.WriteEndObject();
        json.Flush();
        return data.WrittenMemory;
    }

    private static void WriteMap<T>(Utf8JsonWriter json, string name, SortedDictionary<string, T> entries, Action<T> write)
    {
        if (entries.Count == 0)
            return;
        json.WriteStartObject(name);
        foreach (var (key, value) in entries)
        {
            json.WriteStartObject(key);
            write(value);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: json.WriteNull(name); break;
            case string text: json.WriteString(name, text); break;
            case int number: json.WriteNumber(name, number); break;
            case long number: json.WriteNumber(name, number); break;
            case bool flag: json.WriteBoolean(name, flag); break;
            default: throw new InvalidOperationException($"A field is text, a whole number or a bool, and `{name}` is {value.GetType().Name}.");
        }
    }
}
