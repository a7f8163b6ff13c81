using System.Text;
using Reactor.Cel.Evaluation;

namespace Reactor.Cel.Functions;

/// <summary>The strings extension. Positions are code points.</summary>
internal static class TextExtension
{
    private static readonly CelType Text = CelType.String;
    private static readonly CelType Int = CelType.Int;
    private static readonly CelType Texts = CelType.ListOf(CelType.String);

    public static void AddTo(FunctionTable table)
    {
        table.Method("charAt", [Text, Int], Text, Scan(CharAt));
        table.Method("indexOf", [Text, Text], Int, Search(a => IndexOf(a[0].AsString, a[1].AsString, 0)));
        table.Method("indexOf", [Text, Text, Int], Int, Search(a => IndexOf(a[0].AsString, a[1].AsString, a[2].AsInt)));
        table.Method("lastIndexOf", [Text, Text], Int, Search(a => LastIndexOf(a[0].AsString, a[1].AsString, null)));
        table.Method("lastIndexOf", [Text, Text, Int], Int, Search(a => LastIndexOf(a[0].AsString, a[1].AsString, a[2].AsInt)));
        table.Method("lowerAscii", [Text], Text, Scan(a => CelValue.From(Lower(a[0].AsString))));
        table.Method("upperAscii", [Text], Text, Scan(a => CelValue.From(Upper(a[0].AsString))));
        table.Method("replace", [Text, Text, Text], Text, (ref Frame f, ReadOnlySpan<CelValue> a) => Replace(ref f, a, -1));
        table.Method("replace", [Text, Text, Text, Int], Text, (ref Frame f, ReadOnlySpan<CelValue> a) => Replace(ref f, a, a[3].AsInt));
        table.Method("split", [Text, Text], Texts, (ref Frame f, ReadOnlySpan<CelValue> a) => Split(ref f, a, -1));
        table.Method("split", [Text, Text, Int], Texts, (ref Frame f, ReadOnlySpan<CelValue> a) => Split(ref f, a, a[2].AsInt));
        table.Method("substring", [Text, Int], Text, Scan(a => Substring(a[0].AsString, a[1].AsInt, null)));
        table.Method("substring", [Text, Int, Int], Text, Scan(a => Substring(a[0].AsString, a[1].AsInt, a[2].AsInt)));
        table.Method("trim", [Text], Text, Scan(a => CelValue.From(Trim(a[0].AsString))));
        table.Method("reverse", [Text], Text, Scan(a => CelValue.From(CodePoints.Reverse(a[0].AsString))));
        table.Method("join", [Texts], Text, (ref Frame f, ReadOnlySpan<CelValue> a) => Join(ref f, a[0].AsList, ""));
        table.Method("join", [Texts, Text], Text, (ref Frame f, ReadOnlySpan<CelValue> a) => Join(ref f, a[0].AsList, a[1].AsString));
        table.Method("format", [Text, CelType.ListOf(CelType.Dyn)], Text, TextFormat.Format);
        table.Add(Overload.Of("strings.quote", false, [Text], Text, Scan(a => CelValue.From(Quote(a[0].AsString)))));
    }

    /// <summary>Charges for going over the receiver.</summary>
    private static BuiltIn Scan(CelFunction function) =>
        (ref Frame frame, ReadOnlySpan<CelValue> a) => frame.Charge(a[0].AsString.Length / 8) ? function(a) : Frame.OutOfBudget;

    /// <summary>Charges for looking for the first argument in the receiver.</summary>
    private static BuiltIn Search(CelFunction function) => (ref Frame frame, ReadOnlySpan<CelValue> a) =>
        frame.Charge(a[0].AsString.Length / 8) && frame.ChargeSearch(a[0].AsString.Length, a[1].AsString.Length) ? function(a) : Frame.OutOfBudget;

    private static CelValue OutOfRange(long position) => CelValue.Error(CelErrorKind.IndexOutOfRange, $"the string has no position {position}");

    private static CelValue CharAt(ReadOnlySpan<CelValue> a)
    {
        var text = a[0].AsString;
        var at = CodePoints.ToUnits(text, a[1].AsInt);
        if (at < 0)
            return OutOfRange(a[1].AsInt);
        return CelValue.From(at == text.Length ? "" : text.Substring(at, CodePoints.LengthAt(text, at)));
    }

    private static CelValue IndexOf(string text, string part, long from)
    {
        var start = CodePoints.ToUnits(text, from);
        if (start < 0)
            return OutOfRange(from);
        var at = text.IndexOf(part, start, StringComparison.Ordinal);
        return CelValue.From(at < 0 ? -1L : CodePoints.FromUnits(text, at));
    }

    private static CelValue LastIndexOf(string text, string part, long? from)
    {
        var start = from is { } position ? CodePoints.ToUnits(text, position) : text.Length;
        if (start < 0)
            return OutOfRange(from!.Value);
        var last = Math.Min(start, text.Length - part.Length);
        var at = last < 0 ? -1 : text.AsSpan(0, last + part.Length).LastIndexOf(part, StringComparison.Ordinal);
        return CelValue.From(at < 0 ? -1L : CodePoints.FromUnits(text, at));
    }

    private static CelValue Substring(string text, long from, long? to)
    {
        var start = CodePoints.ToUnits(text, from);
        if (start < 0)
            return OutOfRange(from);
        var end = to is { } position ? CodePoints.ToUnits(text, position) : text.Length;
        if (end < 0)
            return OutOfRange(to!.Value);
        return end < start
            ? CelValue.Error(CelErrorKind.Invalid, $"substring({from}, {to}) ends before it starts")
            : CelValue.From(text[start..end]);
    }

    private static string Lower(string text) => string.Create(text.Length, text, (to, from) =>
    {
        for (var i = 0; i < to.Length; i++)
            to[i] = char.IsAsciiLetterUpper(from[i]) ? (char)(from[i] | 0x20) : from[i];
    });

    private static string Upper(string text) => string.Create(text.Length, text, (to, from) =>
    {
        for (var i = 0; i < to.Length; i++)
            to[i] = char.IsAsciiLetterLower(from[i]) ? (char)(from[i] & ~0x20) : from[i];
    });

    // Unicode's White_Space, which is what .NET's Trim takes off too.
    private static string Trim(string text) => text.Trim();

    private static CelValue Replace(ref Frame frame, ReadOnlySpan<CelValue> a, long limit)
    {
        var (text, old, put) = (a[0].AsString, a[1].AsString, a[2].AsString);
        if (!frame.Charge(1 + (text.Length / 8)) || !frame.ChargeSearch(text.Length, old.Length))
            return Frame.OutOfBudget;
        if (limit == 0)
            return a[0];
        var result = new StringBuilder();
        var at = 0;
        for (long done = 0; limit < 0 || done < limit; done++)
        {
            if (!frame.Charge(1 + (put.Length / 16)))
                return Frame.OutOfBudget;

            // Nothing is found before every character and at the end.
            var next = old.Length > 0 ? text.IndexOf(old, at, StringComparison.Ordinal) : done == 0 ? 0 : at < text.Length ? at + CodePoints.LengthAt(text, at) : -1;
            if (next < 0)
                break;
            result.Append(text, at, next - at).Append(put);
            at = next + old.Length;
        }

        return CelValue.From(result.Append(text, at, text.Length - at).ToString());
    }

    private static CelValue Split(ref Frame frame, ReadOnlySpan<CelValue> a, long limit)
    {
        var (text, separator) = (a[0].AsString, a[1].AsString);
        if (!frame.Charge(1 + (text.Length / 8)) || !frame.ChargeSearch(text.Length, separator.Length))
            return Frame.OutOfBudget;
        var parts = new List<CelValue>();
        if (limit == 0)
            return CelValue.From(ArrayCelList.Empty);
        var at = 0;
        while (limit < 0 || parts.Count < limit - 1)
        {
            if (!frame.Charge(1))
                return Frame.OutOfBudget;
            int next;
            if (separator.Length > 0)
                next = text.IndexOf(separator, at, StringComparison.Ordinal);
            else
                next = at < text.Length && at + CodePoints.LengthAt(text, at) < text.Length ? at + CodePoints.LengthAt(text, at) : -1;
            if (next < 0)
                break;
            parts.Add(CelValue.From(text[at..next]));
            at = next + separator.Length;
        }

        if (separator.Length > 0 || at < text.Length)
            parts.Add(CelValue.From(text[at..]));
        return CelValue.From(CelList.Of([.. parts]));
    }

    private static CelValue Join(ref Frame frame, CelList list, string separator)
    {
        var result = new StringBuilder();
        for (var i = 0; i < list.Count; i++)
        {
            var item = list[i];
            if (item.Kind != CelKind.String)
                return item.IsError ? item : CelValue.Error(CelErrorKind.TypeMismatch, $"join() wants strings, not {TypeNames.Of(item)}");
            if (!frame.Charge(1 + ((item.AsString.Length + separator.Length) / 16)))
                return Frame.OutOfBudget;
            result.Append(i == 0 ? "" : separator).Append(item.AsString);
        }

        return CelValue.From(result.ToString());
    }

    private static string Quote(string text)
    {
        var result = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            var escape = rune.Value switch
            {
                '\a' => "\\a",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\v' => "\\v",
                '\\' => "\\\\",
                '"' => "\\\"",
                _ => rune.ToString(),
            };
            result.Append(escape);
        }

        return result.Append('"').ToString();
    }
}
