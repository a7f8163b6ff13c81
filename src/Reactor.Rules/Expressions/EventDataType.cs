using Reactor.Cel;
using Reactor.Qmp;

namespace Reactor.Rules.Expressions;

/// <summary>The type of <c>data</c>, from the catalogue.</summary>
internal static class EventDataType
{
    /// <summary>
    /// What is common to the events: a member counts as optional unless all have it and none has it optional; where they disagree on its
    /// type, nothing is known of it.
    /// </summary>
    public static CelType Of(IReadOnlyCollection<EventSchema> events, Version? qemuMin)
    {
        var distinct = events.DistinctBy(e => e.Name).ToArray();
        var name = distinct.Length == 1 ? $"the data of {distinct[0].Name}" : $"the data of {string.Join(", ", distinct.Take(3).Select(e => e.Name))}{(distinct.Length > 3 ? ", ..." : "")}";
        return CelType.Record(name, Merge([.. distinct.Select(e => Fields(e.Fields, null, qemuMin))]));
    }

    private static CelField[] Fields(IReadOnlyList<EventField> fields, EventBranches? branches, Version? qemuMin)
    {
        CelField[] common = [.. fields.Select(f => Field(f, qemuMin))];
        if (branches is null)
            return common;

        // Which branch it is shows at run time only: each of its members may be absent.
        var variants = Merge([.. branches.Variants.Values.Select(v => Fields(v, null, qemuMin))]);
        return [.. common, .. variants.Where(v => common.All(c => c.Name != v.Name)).Select(v => v with { Optional = true })];
    }

    private static CelField Field(EventField field, Version? qemuMin)
    {
        var isYounger = qemuMin is not null && Version.TryParse(field.Since, out var since) && since > qemuMin;
        return new(field.Name, Type(field, qemuMin), field.Optional || isYounger, field.Values.Count == 0 ? null : field.Values);
    }

    // Unsigned 64-bit members are uint at run time above 2^63-1 and int below, so their type is left open: all comparisons with int and
    // uint literals check, and are exact. Sizes never get there, and are better checked.
    private static CelType Type(EventField field, Version? qemuMin) => field switch
    {
        { Values.Count: > 0 } => CelType.String,
        { Fields.Count: > 0 } or { Branches: not null } => CelType.Record(field.Type, Fields(field.Fields, field.Branches, qemuMin)),
        { Type: "str" } => CelType.String,
        { Type: "bool" } => CelType.Bool,
        { Type: "int" or "int8" or "int16" or "int32" or "int64" or "uint8" or "uint16" or "uint32" or "size" } => CelType.Int,
        { Type: "number" } => CelType.Double,
        _ => CelType.Dyn,
    };

    private static CelField[] Merge(IReadOnlyList<CelField[]> alternatives)
    {
        var names = alternatives.SelectMany(a => a.Select(f => f.Name)).Distinct();
        return [.. names.Select(name => Merge(name, [.. alternatives.Select(a => a.FirstOrDefault(f => f.Name == name))]))];
    }

    private static CelField Merge(string name, IReadOnlyList<CelField?> alternatives)
    {
        CelField[] present = [.. alternatives.OfType<CelField>()];
        var isOptional = present.Length < alternatives.Count || present.Any(f => f.Optional);
        if (present.All(f => f.Type.Kind == CelTypeKind.Record))
        {
            var type = present.Length == 1 ? present[0].Type : CelType.Record(present[0].Type.Name, Merge([.. present.Select(f => f.Type.Fields.Values.ToArray())]));
            return new(name, type, isOptional);
        }

        if (present.Any(f => !f.Type.Equals(present[0].Type)))
            return new(name, CelType.Dyn, isOptional);
        var values = present.Any(f => f.Values is null) ? null : present.SelectMany(f => f.Values!).Distinct().ToArray();
        return new(name, present[0].Type, isOptional, values);
    }
}
