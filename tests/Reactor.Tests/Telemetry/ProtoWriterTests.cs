using FsCheck.Xunit;
using Reactor.Telemetry;

namespace Reactor.Tests.Telemetry;

public class ProtoWriterTests
{
    [Fact]
    public void Fields_are_in_the_form_of_the_specification()
    {
        var to = new ProtoWriter();
        to.Integer(1, 150);
        to.Text(2, "testing");
        to.Fixed(3, 1ul);
        to.Fixed(4, 2u);
        to.Integer(5, -1);

        Assert.Equal("08960112" + "0774657374696e67" + "190100000000000000" + "2502000000" + "28ffffffffffffffffff01", Convert.ToHexStringLower(to.Written.Span));
    }

    [Property]
    public void What_is_written_is_read(int number, string? text, double real, bool truth, ulong[] many)
    {
        text = new string([.. (text ?? "").Where(c => !char.IsSurrogate(c))]);
        var to = new ProtoWriter();
        var outer = to.Begin(1);
        var inner = to.Begin(2);
        to.Text(3, text);
        to.Integer(4, number);
        to.End(inner);
        to.Real(5, real);
        to.Truth(6, truth);
        to.Packed(7, many);
        to.End(outer);

        var read = new ProtoMessage(to.Written.Span).Message(1);
        Assert.Equal((text, (ulong)(long)number), (read.Message(2).Text(3), read.Message(2).Number(4)));
        Assert.Equal((real, truth), (read.Real(5), read.Number(6) == 1));
        Assert.Equal(many, read.Fixed(7));
    }

    [Fact]
    public void Long_messages_within_messages_have_their_lengths()
    {
        var to = new ProtoWriter();
        var outer = to.Begin(1);
        foreach (var i in Enumerable.Range(0, 5000))
        {
            var inner = to.Begin(2);
            to.Text(1, new string('x', i % 300));
            to.End(inner);
        }
        to.End(outer);

        Assert.Equal(Enumerable.Range(0, 5000).Select(i => i % 300), new ProtoMessage(to.Written.Span).Message(1).Messages(2).Select(m => m.Text(1).Length));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("0a020803", 3)]
    [InlineData("0a0408031202", 3)]
    [InlineData("0a0a12086d657373616765730801", 0)]
    [InlineData("0a0b08ffffffffffffffffff01", 0)]
    [InlineData("0aff", 0)]
    [InlineData("ffffffffffffffffffffffffff", 0)]
    [InlineData("3c68746d6c3e", 0)]
    public void Refused_ones_are_read_of_an_answer_whatever_it_is(string answer, long rejected) =>
        Assert.Equal(rejected, PartialSuccess.Rejected(Convert.FromHexString(answer)));

    [Property]
    public void Any_answer_is_read(byte[] answer) => Assert.True(PartialSuccess.Rejected(answer) >= 0);
}
