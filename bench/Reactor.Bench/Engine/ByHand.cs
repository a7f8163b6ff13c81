using System.Text.Json;
using Reactor.Rules.Engine;

namespace Reactor.Bench.Engine;

/// <summary>The same rules as somebody would write them in C#: a table by the event's name, and its conditions one after the other.</summary>
internal sealed class ByHand
{
    private readonly Dictionary<string, List<(string? Field, string Text)>> _byName = new(StringComparer.Ordinal);

    public ByHand(int rules)
    {
        for (var i = 0; i < rules; i++)
        {
            var schema = ManyRules.Named[i % ManyRules.Spread];
            if (!_byName.TryGetValue(schema.Name, out var conditions))
                _byName.Add(schema.Name, conditions = []);
            conditions.Add((ManyRules.TextField(schema), $"none-{i}"));
        }
    }

    /// <summary>How many rules match.</summary>
    public int Process(SeenEvent seen)
    {
        if (!_byName.TryGetValue(seen.Event.Name, out var conditions))
            return 0;
        var matched = 0;
        foreach (var (field, text) in conditions)
        {
            if (HasLabel(seen.Vm, "env", "prod") && (field is null ? HasLabel(seen.Vm, "role", text) : HasText(seen.Event.Data.Span, field, text)))
                matched++;
        }

        return matched;
    }

    private static bool HasLabel(VmView vm, string name, string text) => vm.Labels.TryGetValue(name, out var label) && label == text;

    private static bool HasText(ReadOnlySpan<byte> data, string field, string text)
    {
        var reader = new Utf8JsonReader(data);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isField = reader.ValueTextEquals(field);
            reader.Read();
            if (isField)
                return reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(text);
            reader.Skip();
        }

        return false;
    }
}
