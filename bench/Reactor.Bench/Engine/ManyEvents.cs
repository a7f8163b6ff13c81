using System.Collections.Immutable;
using System.Text.Json;
using Reactor.Qmp;
using Reactor.Rules.Engine;

namespace Reactor.Bench.Engine;

/// <summary>Events with the data that their schemas ask for.</summary>
internal static class ManyEvents
{
    public static VmView Vm { get; } = new()
    {
        Id = "0f1c", Name = "db-1", Host = "h1", Status = "running",
        Labels = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("env", "prod").Add("role", "db").Add("team", "data"),
    };

    /// <summary>Some events of this name, each with other data.</summary>
    public static IEnumerable<SeenEvent> Of(EventSchema schema) => Enumerable.Range(0, 4).Select(i => new SeenEvent(
        Vm,
        new VmEvent { Id = $"{schema.Name}-{i}", Name = schema.Name, Data = JsonSerializer.SerializeToUtf8Bytes(Data(schema.Fields, i)), At = DateTimeOffset.UnixEpoch.AddYears(56) }));

    private static Dictionary<string, object> Data(IEnumerable<EventField> fields, int i) =>
        fields.Where(f => !f.Optional).ToDictionary(f => f.Name, f => Value(f, i), StringComparer.Ordinal);

    private static object Value(EventField field, int i) => field switch
    {
        { Values: [var first, ..] } => first,
        { Fields.Count: > 0 } => Data(field.Fields, i),
        { Type: "str" or "any" } => $"/machine/peripheral/{field.Name}{i}",
        { Type: "bool" } => true,
        _ => i + 1,
    };
}
