namespace Reactor.Rules.Yaml;

/// <summary>A value in a file, with its place. An alias gives the very node of its anchor.</summary>
public abstract class YNode
{
    private protected YNode(Place place) => Place = place;

    /// <summary>Where it stands, cut to its first line.</summary>
    public Place Place { get; private set; }

    /// <summary>Number of nodes in it, itself included, aliases written out.</summary>
    internal int Size { get; private set; } = 1;

    /// <summary>Levels of nesting in it; 0 for a scalar.</summary>
    internal int Height { get; private set; }

    /// <summary>What it is, for messages: <c>a map</c>, <c>a list</c>, <c>text</c>, ...</summary>
    public abstract string Kind { get; }

    /// <summary>Tells where a list or map in brackets ends.</summary>
    internal void EndAt(int offset)
    {
        if (offset > Place.Offset)
            Place = Place.Source.PlaceOf(Place.Offset, offset - Place.Offset);
    }

    private protected void Take(YNode child)
    {
        // Saturating: the reader refuses long before, but a sum of two large sizes must not wrap round.
        Size = (int)Math.Min((long)Size + child.Size, int.MaxValue);
        Height = Math.Max(Height, child.Height + 1);
    }
}

/// <summary>A value about which an error was reported already; whoever reads it stays silent.</summary>
public sealed class YBroken : YNode
{
    internal YBroken(Place place)
        : base(place)
    {
    }

    /// <inheritdoc/>
    public override string Kind => "a faulty value";
}
