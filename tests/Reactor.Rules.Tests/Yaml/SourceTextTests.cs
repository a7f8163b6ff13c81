using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Tests.Yaml;

public class SourceTextTests
{
    [Fact]
    public void Lines_end_at_each_kind_of_break()
    {
        var source = new SourceText("f", "\uFEFFa\nbc\r\nd\re");
        Assert.Equal(["a", "bc", "d", "e"], Enumerable.Range(1, source.LineCount).Select(source.Line));
        Assert.Equal((2, 2), (source.LineOf(3), source.ColumnOf(3)));
    }

    [Property]
    public Property Line_and_column_lead_back_to_the_offset(NonNull<string> text, NonNegativeInt at)
    {
        var source = new SourceText("f", text.Get);
        int offset = at.Get % (source.Text.Length + 1);
        return (source.StartOfLine(source.LineOf(offset)) + source.ColumnOf(offset) - 1 == offset).ToProperty();
    }
}
