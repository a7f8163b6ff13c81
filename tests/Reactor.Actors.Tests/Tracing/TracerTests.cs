using System.Collections.Immutable;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Tracing;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Store;

namespace Reactor.Actors.Tests.Tracing;

public class TracerTests
{
    private static readonly DateTimeOffset s_at = Samples.At;

    private static readonly Commit s_commit = Samples.Commit(1, 3, Samples.Delivery()) with
    {
        At = s_at,
        Events = [new EventRow("e1", "v1", "web1", "GUEST_PANICKED", s_at, null, "live", "{}"u8.ToArray(), 1) { ReceivedAt = s_at.AddMilliseconds(-2) }],
        Firings = [new FiringRow("f_1", "guest-panicked", "critical", "v1", "web1", "e1", "GUEST_PANICKED", s_at, "{}", 0)],
    };

    private readonly SpanQueue _queue = new();

    public TracerTests() => _queue.Take(1);

    [Fact]
    public void Commit_of_a_firing_is_a_trace_from_the_read_to_the_delivery()
    {
        new Tracer(_queue).Committed(s_commit, s_at.AddMilliseconds(1), s_at.AddMilliseconds(5));

        var spans = Taken();
        Assert.Equal(["event", "rules", "commit", "delivery"], spans.Select(s => s.Name));
        Assert.Single(spans.Select(s => s.Trace).Distinct());
        Assert.Equal([0, spans[0].Id, spans[0].Id, spans[0].Id], spans.Select(s => s.Parent));
        Assert.Equal(4, spans.Select(s => s.Id).Distinct().Count());
        Assert.Equal([(-2, 5), (0, 1), (1, 5), (0, 5)], spans.Select(s => ((s.Begin - s_at).TotalMilliseconds, (s.End - s_at).TotalMilliseconds)));
        Assert.Equal(
            ["e1", "GUEST_PANICKED", "live", "v1", "web1", "guest-panicked", "f_1"], spans[0].Attributes.Select(a => a.Value));
    }

    [Fact]
    public void Spans_that_the_queue_has_no_room_for_are_not_made_and_are_counted()
    {
        for (var i = 0; i < SpanQueue.Most; i++)
            _queue.Add(new Span { Trace = 1, Id = (ulong)i, Name = "waits", Begin = s_at, End = s_at });

        new Tracer(_queue).Committed(s_commit, s_at, s_at);

        Assert.Equal(new TraceStatus { Waiting = SpanQueue.Most, Dropped = 4 }, _queue.Read());
        Assert.All(Taken(), span => Assert.Equal("waits", span.Name));
    }

    [Fact]
    public void Attempt_of_another_run_belongs_to_the_trace()
    {
        new Tracer(_queue).Committed(s_commit, s_at, s_at);
        var decided = Taken()[^1];

        // All that is known after a restart is what the store has.
        var later = new SpanQueue();
        later.Take(1);
        var days = s_at.AddDays(3);
        new Tracer(later).Attempted(
            new ClaimedDelivery(Samples.Delivery(), 7), new AttemptResult("msg_1", 7, AttemptOutcome.Retry, days, TimeSpan.FromSeconds(2), 503, "503 no", days));

        Assert.True(later.TryTake(out var attempt));
        Assert.Equal((decided.Trace, decided.Id), (attempt.Trace, attempt.Parent));
        Assert.Equal((days.AddSeconds(-2), days, "503 no"), (attempt.Begin, attempt.End, attempt.Failure));
        Assert.Equal(7L, attempt.Attributes.Single(a => a.Key == "reactor.attempt").Value);
    }

    [Fact]
    public void Attempts_are_told_apart_and_one_that_went_well_has_no_failure()
    {
        var tracer = new Tracer(_queue);
        foreach (var number in (int[])[1, 2])
            tracer.Attempted(new ClaimedDelivery(Samples.Delivery(), number), new AttemptResult("msg_1", number, AttemptOutcome.Delivered, s_at, TimeSpan.Zero, 200, "200 OK"));

        var spans = Taken();
        Assert.NotEqual(spans[0].Id, spans[1].Id);
        Assert.All(spans, span => Assert.Null(span.Failure));
    }

    [Fact]
    public void Step_belongs_to_the_trace_and_tells_no_output()
    {
        var step = new StepRow
        {
            Id = "s_1", FiringId = "f_1", Rule = "guest-panicked", ActionPath = "then[0].exec", Kind = "exec", VmId = "v1", VmName = "web1", IntendedAt = s_at, Request = "{}"u8.ToArray(),
        };
        var tracer = new Tracer(_queue);
        tracer.Committed(s_commit, s_at, s_at);
        var root = Taken()[0];

        tracer.Ended(step, new StepResult { Step = "s_1", Status = StepStatus.Failed, Stderr = "secret", Error = new StepError(StepError.ExitCode, "secret") }, s_at, s_at.AddSeconds(1));

        var span = Assert.Single(Taken());
        Assert.Equal((root.Trace, root.Id, "step", StepError.ExitCode), (span.Trace, span.Parent, span.Name, span.Failure));
        Assert.DoesNotContain(span.Attributes, a => "secret".Equals(a.Value));
    }

    [Fact]
    public void Event_read_by_a_clock_that_was_set_begins_when_it_was_taken_in()
    {
        var events = s_commit.Events.SetItem(0, s_commit.Events[0] with { ReceivedAt = s_at.AddHours(-1) });

        new Tracer(_queue).Committed(s_commit with { Events = events }, s_at, s_at);

        Assert.Equal(s_at, Taken()[0].Begin);
    }

    [Fact]
    public void Off_makes_no_spans_and_tells_no_receiver()
    {
        _queue.Take(0);
        var tracer = new Tracer(_queue);

        tracer.Committed(s_commit, s_at, s_at);

        Assert.False(tracer.IsOn);
        Assert.Null(tracer.Parent(new ClaimedDelivery(Samples.Delivery(), 1)));
        Assert.Equal(new TraceStatus(), _queue.Read());
    }

    [Fact]
    public void Receiver_is_told_the_attempt_that_it_got()
    {
        var tracer = new Tracer(_queue);
        var claim = new ClaimedDelivery(Samples.Delivery(), 2);
        tracer.Attempted(claim, new AttemptResult("msg_1", 2, AttemptOutcome.Delivered, s_at, TimeSpan.Zero, 200, "200 OK"));
        var span = Assert.Single(Taken());

        Assert.Equal($"00-{span.Trace:x32}-{span.Id:x16}-01", tracer.Parent(claim));
    }

    [Theory]
    [InlineData(1.0, 1000, 1000)]
    [InlineData(0.25, 200, 300)]
    [InlineData(0.0, 0, 0)]
    public void Part_of_the_traces_is_sent_each_whole(double ratio, int least, int most)
    {
        _queue.Take(ratio);
        var tracer = new Tracer(_queue);
        var traces = new HashSet<UInt128>();
        for (var i = 0; i < 1000; i++)
        {
            var firing = s_commit.Firings[0] with { Id = $"f_{i}" };
            tracer.Committed(s_commit with { Firings = [firing], Deliveries = [Samples.Delivery() with { FiringId = firing.Id }] }, s_at, s_at);
            var spans = Taken();
            Assert.True(spans.Count is 0 or 4);
            traces.UnionWith(spans.Select(s => s.Trace));
        }

        Assert.InRange(traces.Count, least, most);
    }

    [Fact]
    public void More_than_fit_are_dropped_and_counted()
    {
        var tracer = new Tracer(_queue);
        for (var i = 0; i < SpanQueue.Most; i++)
            tracer.Committed(s_commit, s_at, s_at);

        Assert.Equal(new TraceStatus { Waiting = SpanQueue.Most, Dropped = 3 * SpanQueue.Most }, _queue.Read());
    }

    // Whoever looks for the trace of a firing, or links to it, derives the same.
    [Fact]
    public void Ids_are_derived_as_ever()
    {
        Assert.Equal("606e20c077dc35d3c71c50d414da675f", $"{TraceIds.Trace("f_1"):x32}");
        Assert.Equal("aa16fc6f112b5e2f 6fd35bbf9e85814c d9bcaa8f102dd128", string.Join(' ', new[] { TraceIds.Event("f_1"), TraceIds.Delivery("msg_1"), TraceIds.Attempt("msg_1", 2) }.Select(id => $"{id:x16}")));
    }

    private List<Span> Taken()
    {
        var spans = new List<Span>();
        while (_queue.TryTake(out var span))
            spans.Add(span);
        return spans;
    }
}
