using Reactor.Cel;

namespace Reactor.Rules.Expressions;

/// <summary>
/// The map or list that a member or element was made into: made once, as many rules share it and it knows where its own are; and used again
/// for the next event's.
/// </summary>
internal struct JsonContainer
{
    private JsonCelMap? _map;
    private JsonCelList? _list;

    /// <summary>Whether it is over these bytes, not an earlier event's.</summary>
    public bool IsCurrent { get; set; }

    public CelValue Map(ReadOnlyMemory<byte> json)
    {
        if (_map is null)
            _map = new(json);
        else if (!IsCurrent)
            _map.Over(json);
        IsCurrent = true;
        return CelValue.From(_map);
    }

    public CelValue List(ReadOnlyMemory<byte> json)
    {
        if (_list is null)
            _list = new(json);
        else if (!IsCurrent)
            _list.Over(json);
        IsCurrent = true;
        return CelValue.From(_list);
    }
}
