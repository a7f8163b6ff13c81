using Reactor.Rules.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Reactor.Rules.Yaml;

/// <summary>Builds the nodes of one document from the parser's events, keeping to the bounds as it goes.</summary>
internal sealed class YamlComposer(SourceText source, YamlEvents events, DiagnosticBag diagnostics, YamlLimits limits)
{
    // Null while the anchor's own node is being read.
    private readonly Dictionary<string, YNode?> _anchors = new(StringComparer.Ordinal);
    private int _nodes;

    /// <summary>The file's path.</summary>
    public string Path => source.Path;

    /// <summary>Builds the node that starts at the current event; ends on its last event.</summary>
    public YNode Compose(int depth)
    {
        if (events.Current is AnchorAlias alias)
            return Resolve(alias, depth);
        if (events.Current is not NodeEvent start)
            throw new YamlStoppedException(events.Place, DiagnosticCodes.Syntax, "a value is expected here", null);

        Count(1);
        string? anchor = start.Anchor.IsEmpty ? null : start.Anchor.Value;
        if (anchor is not null)
            _anchors[anchor] = null;
        YNode node = start switch
        {
            Scalar scalar => Scalar(scalar),
            SequenceStart => List(start, Deeper(depth)),
            _ => Map(start, Deeper(depth)),
        };
        node = RefuseTag(start, node);
        if (anchor is not null)
            _anchors[anchor] = node;
        return node;
    }

    private YScalar Scalar(Scalar scalar) => new(source, (int)scalar.Start.Index, (int)scalar.End.Index, scalar.Value, StyleOf(scalar.Style));

    private YList List(ParsingEvent start, int depth)
    {
        var list = new YList(PlaceOfStart(start));
        while (events.Next() is not SequenceEnd)
            list.Add(Compose(depth));
        EndFlow(list, ']');
        return list;
    }

    private YNode Map(ParsingEvent start, int depth)
    {
        var first = events.Next();
        // The parser doesn't say where a map without braces within a list in brackets starts (`[a: b]`): its first key does.
        var map = new YMap(PlaceOfStart(depth > 1 && start.Start.Index == 0 ? first : start));
        bool sound = true;
        for (; events.Current is not MappingEnd; events.Next())
        {
            var key = Compose(depth);
            events.Next();
            var value = Compose(depth);
            if (key is YScalar { Value.Length: var length } name && length <= limits.KeyLength)
                Add(map, name, value);
            else if (sound)
                sound = RefuseKey(map, key);
        }

        EndFlow(map, '}');
        return sound ? map : new YBroken(map.Place);
    }

    private void Add(YMap map, YScalar name, YNode value)
    {
        if (map.Find(name.Value) is not { } earlier)
        {
            map.Add(new YEntry(name, value));
            return;
        }

        diagnostics.Error(
            name.Place,
            DiagnosticCodes.DuplicateKey,
            $"key `{Shown.Word(name.Value)}` stands here a second time; the first is in line {earlier.Key.Place.Line}, column {earlier.Key.Place.Column}");
    }

    private bool RefuseKey(YMap map, YNode key)
    {
        if (key is YScalar scalar)
        {
            diagnostics.Error(key.Place, DiagnosticCodes.Limit, $"this key has {scalar.Value.Length:N0} characters; at most {limits.KeyLength} are taken");
        }
        else if (key is not YBroken)
        {
            // `summary: {{ vm.name }}` is, to YAML, a map whose key is a map.
            bool template = key is YMap;
            diagnostics.Error(
                template ? map.Place : key.Place,
                DiagnosticCodes.WrongType,
                template ? "{{ to YAML is a map within a map" : $"a key must be text, not {key.Kind}",
                template ? "put a text with {{ }} in quotes: \"{{ ... }}\"" : null);
        }

        return false;
    }

    private YNode Resolve(AnchorAlias alias, int depth)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var node))
        {
            diagnostics.Error(
                events.Place,
                DiagnosticCodes.Alias,
                $"*{alias.Value.Value} is an alias, and no anchor &{alias.Value.Value} stands before it",
                Nearest.Suggest(alias.Value.Value, _anchors.Keys) ?? "a text that starts with * must be quoted");
            return new YBroken(events.Place);
        }

        if (node is null)
        {
            diagnostics.Error(events.Place, DiagnosticCodes.Alias, $"the alias *{alias.Value.Value} stands inside its own anchor");
            return new YBroken(events.Place);
        }

        Count(node.Size);
        if (depth + node.Height > limits.Depth)
            throw TooDeep();
        return node;
    }

    private YNode RefuseTag(NodeEvent start, YNode node)
    {
        if (start.Tag.IsEmpty)
            return node;

        // A scalar's place is that of its tag: what the writer meant as one text goes further.
        var place = LineValue.At(source, (int)start.Start.Index);
        diagnostics.Error(
            place,
            node is YScalar ? DiagnosticCodes.QuoteExpression : DiagnosticCodes.Tag,
            $"{Shown.Word(start.Tag.IsNonSpecific ? "!" : start.Tag.Value)} is a tag to YAML: a word that starts with an unquoted !",
            node is YScalar ? Quoting.Expression(LineValue.Text(place)) : "leave the tag out");
        return new YBroken(node.Place);
    }

    // A block has no end of its own that could be shown.
    private void EndFlow(YNode node, char bracket)
    {
        int at = (int)events.Current.Start.Index;
        if (at < source.Text.Length && source.Text[at] == bracket)
            node.EndAt(at + 1);
    }

    private Place PlaceOfStart(ParsingEvent start)
    {
        int index = (int)start.Start.Index;
        return source.PlaceOf(index, source.Text.Length);
    }

    private int Deeper(int depth) => depth < limits.Depth ? depth + 1 : throw TooDeep();

    private YamlStoppedException TooDeep() =>
        new(events.Place, DiagnosticCodes.Limit, $"nested deeper than {limits.Depth} levels", null);

    private void Count(int nodes)
    {
        if (nodes > limits.Nodes - _nodes)
            throw new YamlStoppedException(events.Place, DiagnosticCodes.Limit, $"the file has more than {limits.Nodes:N0} values, aliases written out", null);
        _nodes += nodes;
    }

    private static Yaml.ScalarStyle StyleOf(YamlDotNet.Core.ScalarStyle style) => style switch
    {
        YamlDotNet.Core.ScalarStyle.SingleQuoted => Yaml.ScalarStyle.SingleQuoted,
        YamlDotNet.Core.ScalarStyle.DoubleQuoted => Yaml.ScalarStyle.DoubleQuoted,
        YamlDotNet.Core.ScalarStyle.Literal => Yaml.ScalarStyle.Literal,
        YamlDotNet.Core.ScalarStyle.Folded => Yaml.ScalarStyle.Folded,
        _ => Yaml.ScalarStyle.Plain,
    };
}
