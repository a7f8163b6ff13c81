using System.Text;
using Reactor.Cel;

namespace Reactor.Rules.Expressions;

/// <summary>
/// A JSON object in UTF-8, read when asked: the first look-up goes once over the bytes to find where its members are, each builds nothing
/// but the value it is for. Of equal keys the last wins. Where the bytes are no JSON object, or nest deeper than 64, every look-up gives an
/// error value; nothing is thrown. For one thread at a time.
/// </summary>
public sealed class JsonCelMap : CelMap
{
    // From so many members on, a look-up by hash is cheaper than one by one.
    private const int MembersBeforeIndex = 24;

    private ReadOnlyMemory<byte> _json;
    private Member[] _members = [];
    private int _count;
    private State _state;
    private List<CelValue>? _keys;
    private Dictionary<string, int>? _index;

    /// <summary>Over these bytes, which must not change.</summary>
    /// <param name="json">A JSON object.</param>
    public JsonCelMap(ReadOnlyMemory<byte> json) => _json = json;

    private enum State
    {
        Unread,
        Read,
        Malformed,
    }

    /// <inheritdoc/>
    public override int Count => AllKeys.Count;

    /// <inheritdoc/>
    public override IEnumerable<CelValue> Keys => AllKeys;

    private List<CelValue> AllKeys => _keys ??= FindKeys();

    /// <inheritdoc/>
    public override bool TryGet(CelValue key, out CelValue value)
    {
        if (key.Kind == CelKind.String)
            return TryGetField(key.AsString, out value);
        value = default;
        return false;
    }

    /// <inheritdoc/>
    public override bool TryGetField(string name, out CelValue value)
    {
        if (!IsRead())
        {
            value = JsonCelValue.Malformed;
            return true;
        }

        var at = Find(name);
        value = at < 0 ? default : _members[at].Value.Read(_json);
        return at >= 0;
    }

    /// <inheritdoc/>
    public override bool TryFieldEquals(string name, string text, out bool isEqual)
    {
        isEqual = false;
        return IsRead() && Find(name) is >= 0 and var at && _members[at].Value.TryEquals(_json, text, out isEqual);
    }

    /// <summary>
    /// The same map over other bytes, with all that it has allocated: so that event after event is read without allocating. Every value that
    /// was taken from it before must be gone.
    /// </summary>
    internal JsonCelMap Over(ReadOnlyMemory<byte> json)
    {
        _json = json;
        _state = State.Unread;
        _keys = null;
        _index = null;
        return this;
    }

    /// <summary>
    /// The same, over the object at a position of these bytes; read at once, so that what is around it goes on behind it: the position there, or
    /// <see cref="JsonScanner.None"/> where it is no object, or nests deeper than told.
    /// </summary>
    internal int OverPart(ReadOnlyMemory<byte> json, ReadOnlySpan<byte> bytes, int at, int depth)
    {
        Over(json);
        at = Read(bytes, at, depth);
        _state = at < 0 ? State.Malformed : State.Read;
        return at;
    }

    private bool IsRead()
    {
        if (_state == State.Unread)
        {
            var bytes = _json.Span;
            var end = Read(bytes, JsonScanner.SkipBlanks(bytes, 0), JsonCelValue.MaxDepth);
            var isRead = end >= 0 && JsonScanner.SkipBlanks(bytes, end) == bytes.Length;
            _state = isRead ? State.Read : State.Malformed;
        }

        return _state == State.Read;
    }

    private int Read(ReadOnlySpan<byte> json, int at, int depth)
    {
        _count = 0;
        at = depth > 0 ? JsonScanner.SkipMark(json, at, (byte)'{') : JsonScanner.None;
        if (at < 0)
            return JsonScanner.None;
        if (at < json.Length && json[at] == '}')
            return at + 1;
        while (true)
        {
            var name = at + 1;
            at = JsonScanner.SkipText(json, at, out var isEscaped);
            var nameLength = at - 1 - name;
            if (at >= 0)
                at = JsonScanner.SkipMark(json, at, (byte)':');
            if (at < 0)
                return JsonScanner.None;
            if (_count == _members.Length)
                Array.Resize(ref _members, Math.Max(8, 2 * _count));
            ref var member = ref _members[_count++];
            member.NameStart = name;
            member.NameLength = nameLength;
            member.IsEscaped = isEscaped;
            at = member.Value.Skip(_json, json, at, depth - 1);
            if (at < 0)
                return JsonScanner.None;
            at = JsonScanner.SkipBlanks(json, at);
            if ((uint)at >= (uint)json.Length || json[at] is not ((byte)',' or (byte)'}'))
                return JsonScanner.None;
            if (json[at] == '}')
                return at + 1;
            at = JsonScanner.SkipBlanks(json, at + 1);
        }
    }

    /// <summary>Which member has this name, the last of several; -1 where none has.</summary>
    private int Find(string name)
    {
        if (_count >= MembersBeforeIndex)
            return (_index ??= MakeIndex()).GetValueOrDefault(name, -1);
        var json = _json.Span;
        for (var i = _count - 1; i >= 0; i--)
        {
            ref var member = ref _members[i];
            if (member.IsEscaped)
                return FindDecoded(name);
            if (member.NameLength == name.Length && Ascii.Equals(json.Slice(member.NameStart, member.NameLength), name))
                return i;
        }

        return Ascii.IsValid(name) ? -1 : FindDecoded(name);
    }

    private int FindDecoded(string name)
    {
        var at = _count - 1;
        while (at >= 0 && NameOf(at) != name)
            at--;
        return at;
    }

    private Dictionary<string, int> MakeIndex()
    {
        var index = new Dictionary<string, int>(_count, StringComparer.Ordinal);
        for (var i = 0; i < _count; i++)
            index[NameOf(i)] = i;
        return index;
    }

    private List<CelValue> FindKeys()
    {
        var keys = new List<CelValue>();
        if (!IsRead())
            return keys;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < _count; i++)
        {
            if (NameOf(i) is var name && seen.Add(name))
                keys.Add(CelValue.From(name));
        }

        return keys;
    }

    private string NameOf(int member) => JsonText.Decode(_json.Span.Slice(_members[member].NameStart, _members[member].NameLength));

    private struct Member
    {
        public int NameStart;
        public int NameLength;

        public bool IsEscaped;
        public JsonSlot Value;
    }
}
