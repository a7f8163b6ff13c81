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

    /// <summary>The bytes that it was made from.</summary>
    public ReadOnlyMemory<byte> Json => _json;

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
        value = at < 0 ? default : JsonCelValue.Of(_json[_members[at].Value], ref _members[at].Container);
        return at >= 0;
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

    private bool IsRead()
    {
        if (_state == State.Unread)
        {
            _count = 0;
            _state = Read(_json.Span) ? State.Read : State.Malformed;
            if (_state == State.Malformed)
                _count = 0;
        }

        return _state == State.Read;
    }

    private bool Read(ReadOnlySpan<byte> json)
    {
        var scanner = new JsonScanner(json);
        if (!scanner.Take((byte)'{'))
            return false;
        if (scanner.Take((byte)'}'))
            return scanner.IsAtEnd();
        do
        {
            scanner.SkipBlanks();
            if (!scanner.SkipText(out var name, out var isEscaped) || !scanner.Take((byte)':'))
                return false;
            scanner.SkipBlanks();
            var start = scanner.At;
            if (!scanner.SkipValue(JsonCelValue.MaxDepth - 1))
                return false;
            Add(name, isEscaped, start..scanner.At);
        }
        while (scanner.Take((byte)','));
        return scanner.Take((byte)'}') && scanner.IsAtEnd();
    }

    private void Add(Range name, bool isEscaped, Range value)
    {
        if (_count == _members.Length)
            Array.Resize(ref _members, Math.Max(8, 2 * _count));
        ref var member = ref _members[_count++];
        member.Name = name;
        member.IsEscaped = isEscaped;
        member.Value = value;
        member.Container.IsCurrent = false;
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
            if (JsonText.Equals(json[member.Name], member.IsEscaped, name))
                return i;
        }

        return -1;
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

    private string NameOf(int member) => JsonText.Decode(_json.Span[_members[member].Name]);

    private struct Member
    {
        public Range Name;
        public bool IsEscaped;
        public Range Value;
        public JsonContainer Container;
    }
}
