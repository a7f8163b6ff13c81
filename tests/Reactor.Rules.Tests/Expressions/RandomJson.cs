using System.Globalization;
using System.Text;

namespace Reactor.Rules.Tests.Expressions;

/// <summary>Valid JSON of every shape: blanks, escapes, repeated keys, numbers at the edges.</summary>
internal sealed class RandomJson(int seed)
{
    private static readonly string[] s_numbers =
    [
        "0", "-0", "1", "-1", "9007199254740993", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
        "18446744073709551615", "1.5", "-0.25", "1e3", "12E-2", "0.1", "1.0",
    ];

    private static readonly string[] s_pieces =
        ["a", "node-name", " ", "é", "\\\"", "\\\\", "\\/", "\\n", "\\u0041", "\\u00e9", "\\ud83d\\ude00", "😀", "}", "{{", "\\u0000", "]", ","];

    private readonly Random _random = new(seed);

    public string Object(int depth = 3)
    {
        var text = new StringBuilder("{");
        var count = _random.Next(7);
        for (var i = 0; i < count; i++)
            text.Append(i == 0 ? "" : ",").Append(Blank()).Append(Name()).Append(Blank()).Append(':').Append(Blank()).Append(Value(depth - 1)).Append(Blank());
        return text.Append(Blank()).Append('}').ToString();
    }

    public string Value(int depth) => _random.Next(depth > 0 ? 8 : 6) switch
    {
        0 => "null",
        1 => "true",
        2 => "false",
        3 => s_numbers[_random.Next(s_numbers.Length)],
        4 => _random.NextInt64().ToString(CultureInfo.InvariantCulture),
        5 => Text(),
        6 => Object(depth),
        _ => "[" + string.Join(',', Enumerable.Range(0, _random.Next(5)).Select(_ => Blank() + Value(depth - 1) + Blank())) + "]",
    };

    private string Name() => _random.Next(3) == 0 ? Text() : new[] { "\"a\"", "\"b\"", "\"\\u0061\"" }[_random.Next(3)];

    private string Text() => "\"" + string.Concat(Enumerable.Range(0, _random.Next(5)).Select(_ => s_pieces[_random.Next(s_pieces.Length)])) + "\"";

    private string Blank() => _random.Next(4) == 0 ? " \n\t" : "";
}
