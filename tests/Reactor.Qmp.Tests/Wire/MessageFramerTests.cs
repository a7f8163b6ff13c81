using System.Text;

namespace Reactor.Qmp.Tests.Wire;

public class MessageFramerTests
{
    [Theory]
    [InlineData("{}\r\n{}\r\n", "{}|{}")]
    [InlineData("{}{}", "{}|{}")]
    [InlineData(" \t\r\n {\"a\":\r\n [1,\n{}]}\n", "{\"a\":\r\n [1,\n{}]}")]
    [InlineData("""{"a":"}{][\"\\"}{"b":1}""", """{"a":"}{][\"\\"}|{"b":1}""")]
    [InlineData("", "")]
    public void TryNext_whole_messages_are_cut_by_brackets(string stream, string messages) =>
        Assert.Equal((messages, FrameResult.NeedMore), Cut(stream));

    [Theory]
    [InlineData("{} x {}", "{}", FrameResult.Malformed)]
    [InlineData("[]", "", FrameResult.Malformed)]
    [InlineData("}", "", FrameResult.Malformed)]
    [InlineData("HTTP/1.1 400", "", FrameResult.Malformed)]
    [InlineData("{\"a\nb", "", FrameResult.Malformed)]
    [InlineData("{\"a\\\nb", "", FrameResult.Malformed)]
    [InlineData("{\"a\0b", "", FrameResult.Malformed)]
    [InlineData("{[[[[", "", FrameResult.TooDeep)]
    [InlineData("{[[[]]]}{\"[[[[[[[\":{}}", "{[[[]]]}|{\"[[[[[[[\":{}}", FrameResult.NeedMore)]
    internal void TryNext_what_is_wrong_is_told(string stream, string messages, FrameResult result) =>
        Assert.Equal((messages, result), Cut(stream, maxDepth: 4));

    [Theory]
    [InlineData("{}", 1)]
    [InlineData("""{"a":1}""", 1)]
    [InlineData("""{"a,b[{":",,[{"}""", 1)]
    [InlineData("""{"a":[1,2,3],"b":{"c":[]}}""", 7)]
    public void TryNext_as_many_members_as_allowed_pass_one_more_does_not(string message, int members)
    {
        foreach (int chunk in new[] { 1, 7, 4096 })
        {
            Assert.Equal(($"{message}|{message}", FrameResult.NeedMore), Cut(message + message, chunk: chunk, maxMembers: members));
            Assert.Equal(("", FrameResult.TooManyMembers), Cut(message, chunk: chunk, maxMembers: members - 1));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public void TryNext_message_of_the_longest_length_passes_one_byte_more_does_not(int chunk)
    {
        string fits = "{\"a\":\"" + new string('x', 92) + "\"}";
        Assert.Equal(100, fits.Length);
        Assert.Equal((fits, FrameResult.NeedMore), Cut(fits, maxBytes: 100, chunk: chunk));
        Assert.Equal((fits, FrameResult.TooLong), Cut(fits + fits.Replace("\"}", "y\"}"), maxBytes: 100, chunk: chunk));
        Assert.Equal(("", FrameResult.TooLong), Cut(new string(' ', 500) + "{\"" + new string('x', 500), maxBytes: 100, chunk: chunk));
    }

    [Fact]
    public void TryNext_endless_message_holds_no_more_than_the_cap()
    {
        const int cap = 1024 * 1024;
        using var framer = new MessageFramer(cap, 64, 1000);
        byte[] chunk = Encoding.ASCII.GetBytes(new string('x', 4096));
        Feed(framer, "{\""u8);
        FrameResult result;
        int fed = 0;
        do
        {
            Feed(framer, chunk);
            fed += chunk.Length;
            result = framer.TryNext(out _);
        }
        while (result == FrameResult.NeedMore);

        Assert.Equal(FrameResult.TooLong, result);
        Assert.InRange(fed, 1, cap);
        Assert.InRange(framer.Capacity, 1, 2 * cap);
    }

    [Fact]
    public void TryNext_endless_whitespace_holds_nothing()
    {
        using var framer = new MessageFramer(1024, 64, 1000);
        byte[] blank = Encoding.ASCII.GetBytes(new string(' ', 4096));
        for (int i = 0; i < 1000; i++)
        {
            Feed(framer, blank);
            Assert.Equal(FrameResult.NeedMore, framer.TryNext(out _));
        }

        Assert.True(framer.IsEmpty);
        Assert.InRange(framer.Capacity, 1, 64 * 1024);
    }

    [Fact]
    public void Release_idle_gives_the_buffer_back()
    {
        using var framer = new MessageFramer(1024, 64, 1000);
        Feed(framer, "{}"u8);
        Assert.Equal(FrameResult.Message, framer.TryNext(out _));
        Assert.Equal(FrameResult.NeedMore, framer.TryNext(out _));
        framer.Release();
        Assert.Equal(0, framer.Capacity);
        Feed(framer, "{}"u8);
        Assert.Equal(FrameResult.Message, framer.TryNext(out _));
    }

    internal static (string Messages, FrameResult End) Cut(string stream, int maxBytes = 1000, int maxDepth = 64, int chunk = 3, int maxMembers = 1000)
    {
        using var framer = new MessageFramer(maxBytes, maxDepth, maxMembers);
        var messages = new List<string>();
        byte[] bytes = Encoding.UTF8.GetBytes(stream);
        for (int i = 0; i < bytes.Length; i += chunk)
        {
            Feed(framer, bytes.AsSpan(i, Math.Min(chunk, bytes.Length - i)));
            FrameResult result;
            while ((result = framer.TryNext(out var message)) == FrameResult.Message)
                messages.Add(Encoding.UTF8.GetString(message));
            if (result != FrameResult.NeedMore)
                return (string.Join('|', messages), result);
        }

        return (string.Join('|', messages), FrameResult.NeedMore);
    }

    internal static void Feed(MessageFramer framer, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            Memory<byte> room = framer.GetMemory();
            int count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room.Span);
            framer.Advance(count);
            bytes = bytes[count..];
        }
    }
}
