using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Binding;

/// <summary>The readings of lists and maps. Faulty items are reported and left out, so that the others can be checked further.</summary>
internal static class Collections
{
    /// <summary>A list with at least one item.</summary>
    public static Reading<ImmutableArray<T>> List<T>(Reading<T> item) => new ListReading<T>(item, single: false, empty: false);

    /// <summary>A list that may be empty.</summary>
    public static Reading<ImmutableArray<T>> ListOrEmpty<T>(Reading<T> item) => new ListReading<T>(item, single: false, empty: true);

    /// <summary>One item, or a list of at least one.</summary>
    public static Reading<ImmutableArray<T>> OneOrMany<T>(Reading<T> item) => new ListReading<T>(item, single: true, empty: false);

    /// <summary>A list of a known number of items.</summary>
    public static Reading<ImmutableArray<T>> List<T>(Reading<T> item, int minimum, int maximum) => new ListReading<T>(item, single: false, empty: false) { Minimum = minimum, Maximum = maximum };

    /// <summary>What is read later, for shapes that hold themselves.</summary>
    public static Reading<T> Later<T>(string expected, Func<Reading<T>> reading) => new LaterReading<T>(expected, reading);

    /// <summary>A map whose keys are free names.</summary>
    public static Reading<ImmutableArray<Named<T>>> Map<T>(Reading<string> name, Reading<T> item) => new MapReading<T>(name, item);

    /// <summary>A value together with its place.</summary>
    public static Reading<Placed<T>> Placed<T>(Reading<T> inner) => new PlacedReading<T>(inner);

    private sealed class ListReading<T>(Reading<T> item, bool single, bool empty) : Reading<ImmutableArray<T>>
    {
        public override string Expected => single ? $"{item.Expected} or a list of them" : $"a list (each item {item.Expected})";

        public override IReadOnlyList<string> Choices => item.Choices;

        public int Minimum { get; init; }

        public int Maximum { get; init; } = int.MaxValue;

        public override JsonObject Schema(SchemaDefs defs)
        {
            var list = new JsonObject { ["type"] = "array", ["items"] = item.Schema(defs) };
            if (Math.Max(Minimum, empty ? 0 : 1) is > 0 and var least)
                list["minItems"] = least;
            if (Maximum < int.MaxValue)
                list["maxItems"] = Maximum;
            return single ? new JsonObject { ["anyOf"] = new JsonArray(item.Schema(defs), list) } : list;
        }

        protected override bool TryReadSound(YNode node, DiagnosticBag diagnostics, out ImmutableArray<T> value)
        {
            value = [];
            if (node is not YList list)
            {
                if (!single)
                    return WrongType(node, diagnostics, Advice(node));
                if (!item.TryRead(node, diagnostics, out var only))
                    return false;
                value = [only];
                return true;
            }

            if (list.Items.Count == 0 && !empty)
                return BadValue(node, diagnostics, "this list is empty");
            if (list.Items.Count < Minimum || list.Items.Count > Maximum)
                return BadValue(node, diagnostics, $"{Minimum} to {Maximum} items are expected here, not {list.Items.Count}");
            var items = ImmutableArray.CreateBuilder<T>(list.Items.Count);
            foreach (var each in list.Items)
                if (item.TryRead(each, diagnostics, out var one))
                    items.Add(one);
            value = items.ToImmutable();
            return true;
        }

        private string? Advice(YNode node) => node switch
        {
            YScalar { Core: CoreKind.Null } when empty => "write [] for none, or take the key out",
            YScalar { Core: not CoreKind.Null } scalar when item.Whole(Quoting.InLine(scalar)) is { } whole => $"write [{whole}]",
            YMap { Entries: [var first, ..] } when item.Entry(Shown.Word(first.Name)) is { } entry => $"begin each item of a list with `- ` and its name: {entry}",
            YMap => "begin each item of a list with `- `, the only one too",
            _ => null,
        };
    }

    private sealed class MapReading<T>(Reading<string> name, Reading<T> item) : Reading<ImmutableArray<Named<T>>>
    {
        public override string Expected => $"a map of names (each value {item.Expected})";

        public override JsonObject Schema(SchemaDefs defs) =>
            new() { ["type"] = "object", ["propertyNames"] = name.Schema(defs), ["additionalProperties"] = item.Schema(defs) };

        protected override bool TryReadSound(YNode node, DiagnosticBag diagnostics, out ImmutableArray<Named<T>> value)
        {
            value = [];
            if (node is not YMap map)
                return WrongType(node, diagnostics, node is YScalar { Core: CoreKind.Null } ? "write {} for none, or take the key out" : null);
            var entries = ImmutableArray.CreateBuilder<Named<T>>(map.Entries.Count);
            foreach (var entry in map.Entries)
            {
                bool named = name.TryRead(entry.Key, diagnostics, out _);
                if (item.TryRead(entry.Value, diagnostics, out var one) && named)
                    entries.Add(new Named<T>(entry.Name, entry.Key.Place, one));
            }

            value = entries.ToImmutable();
            return true;
        }
    }

    private sealed class LaterReading<T>(string expected, Func<Reading<T>> reading) : Reading<T>
    {
        public override string Expected => expected;

        public override JsonObject Schema(SchemaDefs defs) => reading().Schema(defs);

        protected override bool TryReadSound(YNode node, DiagnosticBag diagnostics, [MaybeNullWhen(false)] out T value) => reading().TryRead(node, diagnostics, out value);
    }

    private sealed class PlacedReading<T>(Reading<T> inner) : Reading<Placed<T>>
    {
        public override string Expected => inner.Expected;

        public override IReadOnlyList<string> Choices => inner.Choices;

        public override string? Whole(string text) => inner.Whole(text);

        public override JsonObject Schema(SchemaDefs defs) => inner.Schema(defs);

        protected override bool TryReadSound(YNode node, DiagnosticBag diagnostics, [MaybeNullWhen(false)] out Placed<T> value)
        {
            value = default;
            if (!inner.TryRead(node, diagnostics, out var read))
                return false;
            value = new Placed<T>(read, node.Place);
            return true;
        }
    }
}

/// <summary>A value and where it stands.</summary>
internal readonly record struct Placed<T>(T Value, Place Place);

/// <summary>An entry of a map of free names.</summary>
/// <param name="Name">The key.</param>
/// <param name="Place">Where the key stands.</param>
/// <param name="Value">The value.</param>
internal readonly record struct Named<T>(string Name, Place Place, T Value);
