using System.Buffers;
using System.Text.Json;
using NRules.Extensibility;
using Reactor.Rules.Engine;

namespace Reactor.Rules.NRules.Code;

/// <summary>The reactions of one session, until they are taken.</summary>
internal sealed class HandedReactions : IReactions, IDependencyResolver
{
    /// <summary>The most for one input.</summary>
    public const int Most = 1_000;

    private readonly List<CodeMatch> _handed = [];

    public void Alert(QmpEvent of, string summary, string description = "") => Hand(of, "alert", json =>
    {
        json.WriteString("summary", summary);
        json.WriteString("description", description);
    });

    public void Send(QmpEvent of, string target, string text) => Hand(of, "send", json =>
    {
        json.WriteString("to", target);
        json.WriteString("text", text);
    });

    public void Record(QmpEvent of, string table, params (string Name, object? Value)[] fields) => Hand(of, "record", json =>
    {
        json.WriteString("table", table);
        json.WriteStartObject("fields");
        foreach (var (name, value) in fields)
            Write(json, name, value);
        json.WriteEndObject();
    });

    public IReadOnlyCollection<CodeMatch> Take()
    {
        CodeMatch[] taken = [.. _handed];
        _handed.Clear();
        return taken;
    }

    public object Resolve(IResolutionContext context, Type serviceType) =>
        serviceType == typeof(IReactions) ? this : throw new InvalidOperationException($"A rule in C# can have {nameof(IReactions)}, and no {serviceType.Name}.");

    private void Hand(QmpEvent of, string kind, Action<Utf8JsonWriter> write)
    {
        if (_handed.Count == Most)
            throw new InvalidOperationException($"More than {Most} reactions to one event.");
        var data = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(data))
        {
            json.WriteStartObject();
            json.WriteStartObject(kind);
            write(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        _handed.Add(new CodeMatch(of.Seen, data.WrittenMemory));
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
            default: throw new ArgumentException($"A field is text, a whole number or a bool, and `{name}` is {value.GetType().Name}.", nameof(value));
        }
    }
}
