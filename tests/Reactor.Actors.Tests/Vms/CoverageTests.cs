using System.Text;
using Reactor.Actors.Vms;
using Reactor.Qmp;
using Reactor.Reactions.Recovery;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Tests.Vms;

/// <summary>Events that QEMU held back, and answers that told them before.</summary>
public sealed class CoverageTests
{
    private static readonly DateTimeOffset s_asked = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
    private static readonly StateQuestion s_balloon = StateQuestion.Of("BALLOON_CHANGE")!;

    [Fact]
    public void Late_event_that_was_recovered_is_told_once()
    {
        var coverage = Answered(isOfThisHost: true, Recovered("BALLOON_CHANGE", """{"actual":5}"""));

        Assert.False(coverage.TakeTwin(Event("BALLOON_CHANGE", """{"actual": 6}""", -1)));
        Assert.True(coverage.TakeTwin(Event("BALLOON_CHANGE", """{"actual": 5}""", -1)));
        Assert.False(coverage.TakeTwin(Event("BALLOON_CHANGE", """{"actual": 5}""", -1)));
    }

    [Fact]
    public void Event_from_after_the_answer_is_no_twin()
    {
        var coverage = Answered(isOfThisHost: true, Recovered("BALLOON_CHANGE", """{"actual":5}"""));

        Assert.False(coverage.TakeTwin(Event("BALLOON_CHANGE", """{"actual": 5}""", 3)));
    }

    [Fact]
    public void Event_that_is_not_rate_limited_is_no_twin()
    {
        var coverage = Answered(isOfThisHost: true, Recovered("GUEST_PANICKED", """{"action":"pause"}"""));

        Assert.False(coverage.TakeTwin(Event("GUEST_PANICKED", """{"action": "pause"}""", -1)));
    }

    [Fact]
    public void Times_of_another_host_tell_nothing()
    {
        var coverage = Answered(isOfThisHost: false, Recovered("BALLOON_CHANGE", """{"actual":5}"""));

        Assert.False(coverage.TakeTwin(Event("BALLOON_CHANGE", """{"actual": 5}""", -1)));
        Assert.True(coverage.IsNews(Event("BALLOON_CHANGE", """{"actual": 5}""", -1), s_balloon));
    }

    [Fact]
    public void Late_event_from_before_the_question_does_not_change_what_is_known()
    {
        var coverage = Answered(isOfThisHost: true);

        Assert.False(coverage.IsNews(Event("BALLOON_CHANGE", """{"actual": 7}""", -1), s_balloon));
        Assert.True(coverage.IsNews(Event("BALLOON_CHANGE", """{"actual": 7}""", 1), s_balloon));
        Assert.False(coverage.IsNews(Event("BALLOON_CHANGE", """{"actual": 7}""", 1, ordinal: 3), s_balloon));
        Assert.True(coverage.IsNews(Event("STOP", "{}", -1), null));
    }

    private static Coverage Answered(bool isOfThisHost, params VmEvent[] recovered)
    {
        var coverage = new Coverage(isOfThisHost);
        coverage.Answered(new VmAnswers("running", 3, null)
        {
            Asked = [s_balloon], Replies = [new AnsweredQuestion(new StateReply(s_balloon, "{}"u8.ToArray()), 3)], AskedAt = s_asked, AnsweredAt = s_asked.AddSeconds(2),
        });
        coverage.Recovered(recovered);
        return coverage;
    }

    private static VmEvent Recovered(string name, string data) =>
        new() { Id = "r_1", Name = name, Data = Encoding.UTF8.GetBytes(data), At = s_asked, Origin = EventOrigin.Recovered };

    private static QmpEvent Event(string name, string data, int seconds, long ordinal = 4) =>
        new(name, Encoding.UTF8.GetBytes(data), new QmpTimestamp(s_asked.ToUnixTimeSeconds() + seconds, 0), ordinal, s_asked);
}
