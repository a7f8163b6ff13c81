using Reactor.Actors.Tests.Fakes;
using Reactor.Http;

namespace Reactor.Tests.Http;

public class SessionsTests
{
    private readonly ManualTime _time = new();
    private readonly Sessions _sessions;

    public SessionsTests() => _sessions = new Sessions(_time);

    [Fact]
    public void Code_is_good_once_and_its_session_is_of_who_asked_for_it()
    {
        var code = _sessions.NewCode(1000);
        var session = _sessions.Redeem(code)!;

        Assert.Equal(1000, _sessions.Find(session)!.Uid);
        Assert.Null(_sessions.Redeem(code));
        Assert.Null(_sessions.Find(code));
        Assert.NotEqual(code, session);
    }

    [Fact]
    public void Sessions_are_counted_while_they_last_and_those_too_many_too()
    {
        for (var i = 0; i < Sessions.Most + 3; i++)
        {
            Assert.NotNull(_sessions.Redeem(_sessions.NewCode(0)));
        }

        Assert.Equal((Sessions.Most, 3), (_sessions.Count, _sessions.Crowded));
        _time.Advance(Sessions.SessionLasts);
        Assert.Equal(0, _sessions.Count);
    }

    [Fact]
    public void Code_that_is_too_old_is_refused()
    {
        var code = _sessions.NewCode(0);
        _time.Advance(Sessions.CodeLasts);

        Assert.Null(_sessions.Redeem(code));
    }

    [Fact]
    public void Session_lasts_from_its_last_use()
    {
        var session = _sessions.Redeem(_sessions.NewCode(0))!;
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(Sessions.SessionLasts - TimeSpan.FromSeconds(1));
            Assert.NotNull(_sessions.Find(session));
        }
        _time.Advance(Sessions.SessionLasts);

        Assert.Null(_sessions.Find(session));
    }

    [Fact]
    public void Session_ends_after_a_week_however_much_it_is_used()
    {
        var session = _sessions.Redeem(_sessions.NewCode(0))!;
        for (var hours = 0; hours < 7 * 24; hours += 8)
        {
            Assert.NotNull(_sessions.Find(session));
            _time.Advance(TimeSpan.FromHours(8));
        }

        Assert.Null(_sessions.Find(session));
    }

    [Fact]
    public void Session_that_is_only_looked_at_lasts_no_longer()
    {
        var session = _sessions.Redeem(_sessions.NewCode(0))!;
        _time.Advance(Sessions.SessionLasts - TimeSpan.FromSeconds(1));
        Assert.NotNull(_sessions.Find(session, isUse: false));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(_sessions.Find(session, isUse: false));
    }

    [Fact]
    public void Clock_is_set_back_sessions_and_codes_end_all_the_same()
    {
        var (code, session) = (_sessions.NewCode(0), _sessions.Redeem(_sessions.NewCode(0))!);
        _time.StepWallClock(-TimeSpan.FromDays(400));
        _time.Advance(Sessions.CodeLasts);
        Assert.Null(_sessions.Redeem(code));
        _time.Advance(Sessions.SessionLasts);

        Assert.Null(_sessions.Find(session));
    }

    [Fact]
    public void Session_that_was_ended_is_none()
    {
        var session = _sessions.Redeem(_sessions.NewCode(0))!;
        _sessions.End(session);

        Assert.Null(_sessions.Find(session));
    }

    [Fact]
    public void Codes_beyond_the_bound_end_the_oldest()
    {
        var first = _sessions.NewCode(0);
        _time.Advance(TimeSpan.FromSeconds(1));
        var others = Enumerable.Range(0, Sessions.Most).Select(_ => _sessions.NewCode(0)).ToList();

        Assert.Null(_sessions.Redeem(first));
        Assert.NotNull(_sessions.Redeem(others[0]));
    }
}
