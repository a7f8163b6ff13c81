namespace Reactor.Qmp.Tests.Connection;

public sealed class ReadRoundTests : IDisposable
{
    private readonly List<string> _done = [];

    public void Dispose() => ReadRound.End();

    [Fact]
    public void TryPutOff_in_no_round_it_is_to_be_done_now()
    {
        Assert.False(ReadRound.TryPutOff(() => _done.Add("a")));
        ReadRound.Begin();
        ReadRound.End();

        Assert.False(ReadRound.TryPutOff(() => _done.Add("a")));
        Assert.Empty(_done);
    }

    [Fact]
    public void TryPutOff_in_a_round_it_is_done_once_at_its_end_whatever_else_comes()
    {
        Action wake = () => _done.Add("wake");
        ReadRound.Begin();
        Assert.True(ReadRound.TryPutOff(wake));
        Assert.True(ReadRound.TryPutOff(wake));
        Assert.False(ReadRound.TryPutOff(() => _done.Add("other")));
        Assert.Empty(_done);

        ReadRound.End();
        ReadRound.End();

        Assert.Equal(["wake"], _done);
    }

    [Fact]
    public void Begin_what_was_put_off_before_is_done_and_more_may_be()
    {
        Action wake = () => _done.Add("wake");
        ReadRound.Begin();
        ReadRound.TryPutOff(wake);

        ReadRound.Begin();

        Assert.Equal(["wake"], _done);
        Assert.True(ReadRound.TryPutOff(wake));
    }
}
