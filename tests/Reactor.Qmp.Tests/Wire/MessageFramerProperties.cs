using System.Text;
using FsCheck;
using FsCheck.Xunit;

namespace Reactor.Qmp.Tests.Wire;

/// <summary>The framer, which looks at 64 bytes at once, against a scan that looks at one.</summary>
public class MessageFramerProperties
{
    private const int MaxBytes = 400;
    private const int MaxDepth = 5;
    private const int MaxMembers = 12;
    private const string Alphabet = "{{{}}}[]\"\"\"\\\\ab \n,";

    [Property(MaxTest = 2000)]
    public void Any_text_is_cut_as_by_a_plain_scan(byte[] picks, PositiveInt chunk, bool open)
    {
        // A long string that is opened first makes what follows cross block borders inside of quotes.
        string text = (open ? "{\"" + new string('x', picks.Length % 130) : "{") + string.Concat(picks.Select(p => Alphabet[p % Alphabet.Length]));
        Assert.Equal(Reference(text), MessageFramerTests.Cut(text, MaxBytes, MaxDepth, chunk.Get, MaxMembers));
    }

    [Property(MaxTest = 500)]
    public void Any_run_of_backslashes_ends_a_string_where_it_should(byte before, byte backslashes, PositiveInt chunk)
    {
        string text = "{\"" + new string('x', before % 140) + new string('\\', backslashes % 140) + "\"}{}";
        Assert.Equal(Reference(text), MessageFramerTests.Cut(text, MaxBytes, MaxDepth, chunk.Get, MaxMembers));
    }

    private static (string Messages, FrameResult End) Reference(string text)
    {
        var messages = new List<string>();
        var message = new StringBuilder();
        int depth = 0, members = 0;
        bool inString = false, escaped = false;
        foreach (char c in text)
        {
            if (depth == 0 && c is (' ' or '\n'))
                continue;
            if (depth == 0 && c != '{')
                return (string.Join('|', messages), FrameResult.Malformed);
            if (inString && c < ' ')
                return (string.Join('|', messages), FrameResult.Malformed);
            message.Append(c);
            bool literal = escaped;
            escaped = c == '\\' && !escaped;
            if (c == '"' && !literal)
                inString = !inString;
            else if (!inString && c is ('{' or '['))
                depth++;
            else if (!inString && (c == '}' || c == ']'))
                depth--;

            if (depth > MaxDepth)
                return (string.Join('|', messages), FrameResult.TooDeep);
            members += !inString && c is ('{' or '[' or ',') ? 1 : 0;
            if (members > MaxMembers)
                return (string.Join('|', messages), FrameResult.TooManyMembers);
            if (depth == 0)
            {
                messages.Add(message.ToString());
                message.Clear();
                members = 0;
                escaped = false;
            }
            else if (message.Length == MaxBytes)
            {
                return (string.Join('|', messages), FrameResult.TooLong);
            }
        }

        return (string.Join('|', messages), FrameResult.NeedMore);
    }
}
