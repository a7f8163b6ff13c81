using System.Buffers;

namespace Reactor.Actors.Operating;

/// <summary>What was masked, whole and word by word: QEMU's errors may repeat any part of it.</summary>
internal sealed class MaskedWords
{
    /// <summary>Most that are remembered; where there were more, nothing of a text is kept.</summary>
    internal const int Most = 512;

    // A shorter one would take letters out of every sentence.
    private const int ShortestWord = 4;

    private static readonly SearchValues<char> s_between = SearchValues.Create(" \t\r\n:,=\"'/@{}[]");

    private readonly HashSet<string> _words = new(StringComparer.Ordinal);
    private bool _areAllKnown = true;

    /// <summary>Remembers what is masked.</summary>
    public void Add(string secret)
    {
        AddWord(secret);
        AddWord(secret.AsSpan().Trim(" \t\r\n:,=\"'"));
        var rest = secret.AsSpan();
        while (_areAllKnown && !rest.IsEmpty)
        {
            var end = rest.IndexOfAny(s_between);
            AddWord(end < 0 ? rest : rest[..end]);
            rest = end < 0 ? [] : rest[(end + 1)..];
        }
    }

    /// <summary>Something was not looked at.</summary>
    public void AddUnseen() => _areAllKnown = false;

    /// <summary>A text without what was masked.</summary>
    public string TakenOutOf(string text)
    {
        if (!_areAllKnown)
            return $"{MaskedArguments.Mask} (not kept: it may repeat one of the many arguments)";
        // The longest first: what a shorter one leaves of it would be found no more.
        foreach (var word in _words.OrderByDescending(word => word.Length))
            text = text.Replace(word, MaskedArguments.Mask, StringComparison.Ordinal);
        return text;
    }

    private void AddWord(ReadOnlySpan<char> word)
    {
        if (word.Length < ShortestWord)
            return;
        if (_words.Count < Most)
            _words.Add(word.ToString());
        else
            _areAllKnown = false;
    }
}
