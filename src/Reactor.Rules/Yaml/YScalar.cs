namespace Reactor.Rules.Yaml;

/// <summary>How a scalar is written.</summary>
public enum ScalarStyle
{
    /// <summary>Without quotes.</summary>
    Plain,

    /// <summary>In <c>'</c>.</summary>
    SingleQuoted,

    /// <summary>In <c>"</c>, with escapes.</summary>
    DoubleQuoted,

    /// <summary>A block after <c>|</c>.</summary>
    Literal,

    /// <summary>A block after <c>></c>.</summary>
    Folded,
}

/// <summary>A scalar: text, which may read as a number, a truth value or nothing when it isn't quoted.</summary>
public sealed class YScalar : YNode
{
    private readonly int _end;
    private ScalarMap? _map;

    internal YScalar(SourceText source, int start, int end, string value, ScalarStyle style)
        : base(source.PlaceOf(start, end - start))
    {
        Value = value;
        Style = style;
        _end = end;
    }

    /// <summary>The text, escapes and folding undone.</summary>
    public string Value { get; }

    /// <summary>How it is written.</summary>
    public ScalarStyle Style { get; }

    /// <summary>True for every style but plain: then it is text, whatever it looks like.</summary>
    public bool Quoted => Style != ScalarStyle.Plain;

    /// <summary>What the 1.2 core schema takes it for.</summary>
    public CoreKind Core => Quoted ? CoreKind.Text : CoreSchema.KindOf(Value);

    /// <inheritdoc/>
    public override string Kind => Core switch
    {
        CoreKind.Null => Value.Length == 0 ? "nothing" : "null",
        CoreKind.Bool => "a truth value",
        CoreKind.Integer or CoreKind.Float => "a number",
        _ => "text",
    };

    /// <summary>
    /// Where a part of <see cref="Value"/> stands in the file: through escapes, folding and indentation. A part that goes over
    /// several lines of the file is cut to the first.
    /// </summary>
    /// <param name="offset">Start within <see cref="Value"/>; its length means the end.</param>
    /// <param name="length">Length within <see cref="Value"/>.</param>
    public Place PlaceOf(int offset, int length)
    {
        _map ??= ScalarMap.Create(Place.Source.Text, Place.Offset, _end, Value, Style);
        int start = _map.OffsetOf(offset);
        int last = length > 0 ? _map.EndOf(Math.Min(offset + length, Value.Length) - 1) : start + 1;
        return Place.Source.PlaceOf(start, Math.Max(1, last - start));
    }
}
