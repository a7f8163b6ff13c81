namespace Reactor.Fuzzing;

/// <summary>Changes texts as nobody would: characters, tokens, spans of others, repetition until bounds are met.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<string> corpus, IReadOnlyList<string> tokens)
{
    private const int MaxLength = 20_000;
    private const string Characters = "{}[]()<>:,.;-?&*!|'\"%@`#\\/~^$=+ \t\n\r\0\u0001\u007f\u0085\u2028\uFEFF\uFFFE\uFFFFaefilnrtux0179é漢\uD83D\uDE00";

    public string Next()
    {
        var text = Pick(corpus);
        for (var i = random.Next(1, 6); i > 0; i--)
            text = Change(text);
        return text.Length > MaxLength ? text[..MaxLength] : text;
    }

    private string Change(string text)
    {
        var at = random.Next(text.Length + 1);
        var length = random.Next(text.Length - at + 1);
        var few = Math.Min(length, 1 + random.Next(12));
        switch (random.Next(10))
        {
            case 0:
                return text.Insert(at, Characters[random.Next(Characters.Length)].ToString());
            case 1:
                return text.Remove(at, few);
            case 2:
                return text.Insert(at, Pick(tokens));
            case 3:
                return text.Remove(at, few).Insert(at, Pick(tokens));
            case 4:
                return text.Insert(at, Span(Pick(corpus)));
            case 5:
                return text.Remove(at, few).Insert(at, Span(text));
            case 6:
                return text.Insert(at, Repeated(text.Substring(at, few)));
            case 7:
                return text.Insert(at, Repeated(Pick(tokens)));
            case 8:
                return text[..at];
            default:
                return few == 0 ? text : text.Remove(at, 1).Insert(at, ((char)(text[at] ^ (1 << random.Next(16)))).ToString());
        }
    }

    private string Repeated(string part)
    {
        var times = random.Next(4) == 0 ? random.Next(2000) : random.Next(20);
        return string.Concat(Enumerable.Repeat(part, Math.Min(times, MaxLength / Math.Max(1, part.Length))));
    }

    private string Span(string text)
    {
        var at = random.Next(text.Length + 1);
        return text.Substring(at, Math.Min(text.Length - at, random.Next(60)));
    }

    private string Pick(IReadOnlyList<string> all) => all[random.Next(all.Count)];
}
