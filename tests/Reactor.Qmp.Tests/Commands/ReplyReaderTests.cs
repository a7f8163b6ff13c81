using System.Text;

namespace Reactor.Qmp.Tests.Commands;

public class ReplyReaderTests
{
    [Fact]
    public void Greeting_says_more_than_qemus_does_a_part_is_kept()
    {
        string capabilities = string.Join(',', Enumerable.Range(0, 1000).Select(n => $"\"c{n}\"").Prepend($"\"{new string('x', 100_000)}\""));
        var body = $$$"""{"version": {"qemu": {"micro": 1, "minor": 2, "major": 7}, "package": "{{{new string('p', 199)}}}😀{{{new string('p', 100_000)}}}"}, "capabilities": [{{{capabilities}}}]}""";

        var greeting = ReplyReader.ReadGreeting(Encoding.UTF8.GetBytes(body))!;

        Assert.Equal(new string('p', 199), greeting.Package);
        Assert.Equal(16, greeting.Capabilities.Count);
        Assert.Equal("c0", greeting.Capabilities[0]);
    }
}
