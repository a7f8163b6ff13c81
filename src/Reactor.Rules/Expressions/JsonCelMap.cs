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

    /// <summary>
    /// Bytes of JSON up to which maps within it are read with it, and kept for what comes next: those of usual events. In a larger one each is read
    /// when it is asked for, and all of it is let go.
    /// </summary>
    internal const int UsualBytes = 4096;

    /// <summary>Members that there is room kept for, in all that is within it; where there came to be more, all of it is let go.</summary>
    internal const int MostKept = 1024;

    private readonly JsonCelMap? _root;
    private ReadOnlyMemory<byte> _json;
    private Member[] _members = [];
    private JsonSlot[] _slots = [];
    private int _count;
    private State _state;
    private List<CelValue>? _keys;
    private Dictionary<string, int>? _index;
    private int _room;

    /// <summary>Over these bytes, which must not change.</summary>
    /// <param name="json">A JSON object.</param>
    public JsonCelMap(ReadOnlyMemory<byte> json) => _json = json;

    /// <summary>The same within another, which counts what both hold.</summary>
    internal JsonCelMap(ReadOnlyMemory<byte> json, JsonCelMap? root) => (_json, _root) = (json, root);

    [Flags]
    private enum Traits
    {
        None = 0,
        EscapedName = 1,

        // A string without escapes.
        PlainText = 2,

        // Its slot is of these bytes already.
        InSlot = 4,
    }

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

    /// <summary>Members that there is room for, in all that is within it.</summary>
    internal int Room => _room;

    private JsonCelMap Root => _root ?? this;

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

        var bytes = _json.Span;
        var at = Find(bytes, name);
        value = at < 0 ? default : SlotOf(at).Read(_json, bytes, Root);
        return at >= 0;
    }

    /// <inheritdoc/>
    public override bool TryFieldEquals(string name, string text, out bool isEqual)
    {
        isEqual = false;
        if (!IsRead())
            return false;
        var bytes = _json.Span;
        return Find(bytes, name) is >= 0 and var at && SlotOf(at).TryEquals(_json, bytes, text, Root, out isEqual);
    }

    /// <summary>
    /// The same map over other bytes, with all that it has allocated: so that event after event is read without allocating. Every value that
    /// was taken from it before must be gone. What was more than usual is not kept: one event must not cost memory for good.
    /// </summary>
    internal JsonCelMap Over(ReadOnlyMemory<byte> json)
    {
        if (_root is null && (_room > MostKept || _json.Length > UsualBytes))
            (_members, _slots, _room) = ([], [], 0);
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
    internal int OverPart(ReadOnlyMemory<byte> json, ref JsonScanner scanner, int at, int depth)
    {
        Over(json);
        at = Read(ref scanner, at, depth);
        _state = at < 0 ? State.Malformed : State.Read;
        return at;
    }

    private bool IsRead()
    {
        if (_state == State.Unread)
        {
            var scanner = new JsonScanner(_json.Span);
            var end = Read(ref scanner, JsonScanner.SkipBlanks(scanner.Json, 0), JsonCelValue.MaxDepth);
            var isRead = end >= 0 && JsonScanner.SkipBlanks(scanner.Json, end) == _json.Length;
            _state = isRead ? State.Read : State.Malformed;
        }

        return _state == State.Read;
    }

    // Written out, over a span of its own: it is most of what a new event costs.
    private int Read(ref JsonScanner scanner, int at, int depth)
    {
        _count = 0;
        at = depth > 0 ? JsonScanner.SkipMark(scanner.Json, at, (byte)'{') : JsonScanner.None;
        if (at < 0)
            return JsonScanner.None;
        var json = scanner.Json;
        if (JsonScanner.At(json, at) == '}')
            return at + 1;
        var count = 0;
        var isUsual = Root._json.Length <= UsualBytes;
        while (true)
        {
            var name = at + 1;
            at = scanner.SkipText(json, at, out var isEscaped);
            if (at < 0)
                return JsonScanner.None;
            if (count == _members.Length)
                Grow();
            ref var member = ref _members[count];
            member.NameStart = name;
            member.NameLength = at - 1 - name;
            at = JsonScanner.SkipMark(json, at, (byte)':');
            if (at < 0)
                return JsonScanner.None;
            member.Start = at;
            member.Is = isEscaped ? Traits.EscapedName : Traits.None;
            switch (JsonScanner.At(json, at))
            {
                case (byte)'"':
                    at = scanner.SkipText(json, at, out isEscaped);
                    if (!isEscaped)
                        member.Is |= Traits.PlainText;
                    break;
                case (byte)'{' when isUsual:
                    at = _slots[count].SkipMap(_json, ref scanner, at, depth - 1, Root);
                    member.Is |= Traits.InSlot;
                    break;
                case >= (byte)'0' and <= (byte)'9':
                    at = JsonScanner.SkipNumber(json, at);
                    break;
                default:
                    at = scanner.SkipValue(at, depth - 1);
                    break;
            }

            if (at < 0)
                return JsonScanner.None;
            member.End = at;
            count++;
            at = JsonScanner.SkipBlanks(json, at);
            var mark = JsonScanner.At(json, at);
            if (mark != ',')
            {
                _count = count;
                return mark == '}' ? at + 1 : JsonScanner.None;
            }

            at = JsonScanner.SkipBlanks(json, at + 1);
        }
    }

    private void Grow()
    {
        var size = Math.Max(8, 2 * _members.Length);
        Array.Resize(ref _members, size);
        Array.Resize(ref _slots, size);
        Root._room += size;
    }

    /// <summary>A list within it takes room.</summary>
    internal void Take(int size) => _room += size;

    private ref JsonSlot SlotOf(int at)
    {
        ref var member = ref _members[at];
        ref var slot = ref _slots[at];
        if ((member.Is & Traits.InSlot) == 0)
        {
            slot.Set(member.Start, member.End, (member.Is & Traits.PlainText) != 0);
            member.Is |= Traits.InSlot;
        }

        return ref slot;
    }

    /// <summary>Which member has this name, the last of several; -1 where none has.</summary>
    private int Find(ReadOnlySpan<byte> json, string name)
    {
        if (_count >= MembersBeforeIndex)
            return (_index ??= MakeIndex()).GetValueOrDefault(name, -1);
        for (var i = _count - 1; i >= 0; i--)
        {
            ref var member = ref _members[i];
            if ((member.Is & Traits.EscapedName) != 0)
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

    // Small: this is written for every member of every event, the slots only for those that are asked for.
    private struct Member
    {
        public int NameStart;
        public int NameLength;
        public int Start;
        public int End;
        public Traits Is;
    }
}
