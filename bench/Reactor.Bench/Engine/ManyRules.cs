using System.Text;
using Reactor.Qmp;

namespace Reactor.Bench.Engine;

/// <summary>What the conditions of generated rules have in common.</summary>
internal enum Conditions
{
    /// <summary>Each compares with a text of its own.</summary>
    Different,

    /// <summary>Those over one event are equal.</summary>
    Equal,

    /// <summary>Each orders a field by a constant of its own, which none of the events meets: an integer where they have one, else a text.</summary>
    Ordered,

    /// <summary>The same, but every other one is met, so that what else the condition has must be evaluated.</summary>
    HalfMet,

    /// <summary>Each orders what a function gives, which no index can answer, by a number of its own.</summary>
    Computed,
}

/// <summary>Rules spread over the events of the catalogue, none of which matches what <see cref="ManyEvents"/> makes.</summary>
internal static class ManyRules
{
    /// <summary>Over so many events.</summary>
    public const int Spread = 60;

    private static readonly EventSchema[] s_schemas = [.. EventCatalogue.Default.All.OrderBy(e => e.Removed is not null)];

    /// <summary>The events that rules name.</summary>
    public static IReadOnlyList<EventSchema> Named => s_schemas[..Spread];

    /// <summary>The one that none names.</summary>
    public static EventSchema Unnamed => s_schemas[Spread];

    /// <summary>A rule file.</summary>
    public static string Text(int rules, Conditions conditions)
    {
        var text = new StringBuilder("version: 1\nrules:\n");
        for (var i = 0; i < rules; i++)
        {
            var schema = Named[i % Spread];
            text.AppendLine($"  - name: rule-{i}");
            text.AppendLine($"    when: {{event: {schema.Name}, if: '{Condition(schema, conditions, i)}'}}");
            text.AppendLine("    then: [{log: {message: \"{{ vm.name }}: {{ event.name }}\"}}]");
        }

        return text.ToString();
    }

    /// <summary>A required member of the event's data that is any text; null where it has none.</summary>
    public static string? TextField(EventSchema schema) => schema.Fields.FirstOrDefault(f => f is { Type: "str", Optional: false })?.Name;

    private static string Condition(EventSchema schema, Conditions conditions, int i)
    {
        var read = TextField(schema) is { } field ? $"data[\"{field}\"]" : "vm.labels.role";
        var test = conditions switch
        {
            Conditions.Different => $"{read} == \"none-{i}\"",
            Conditions.Equal => $"{read} == \"none\"",
            Conditions.Ordered => Above(schema, read, i, isMet: false),
            Conditions.HalfMet => $"{Above(schema, read, i, isMet: i / Spread % 2 == 0)} && size({read}) > 1000",
            _ => $"size({read}) > {1000 + i}",
        };
        return $"vm.labels.env == \"prod\" && {test}";
    }

    // Integers of events are 1 to 4; texts of theirs begin with what is between `!` and `~`.
    private static string Above(EventSchema schema, string text, int i, bool isMet)
    {
        var integer = schema.Fields.FirstOrDefault(f => f is { Type: "int" or "size" or "uint64", Optional: false })?.Name;
        return integer is not null ? $"data[\"{integer}\"] > {(isMet ? -i : 1000 + i)}" : $"{text} > \"{(isMet ? '!' : '~')}{i}\"";
    }
}
