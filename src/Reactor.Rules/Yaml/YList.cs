namespace Reactor.Rules.Yaml;

/// <summary>A list.</summary>
public sealed class YList : YNode
{
    private readonly List<YNode> _items = [];

    internal YList(Place place)
        : base(place)
    {
    }

    /// <summary>Its items in order.</summary>
    public IReadOnlyList<YNode> Items => _items;

    /// <inheritdoc/>
    public override string Kind => "a list";

    internal void Add(YNode item)
    {
        _items.Add(item);
        Take(item);
    }
}
