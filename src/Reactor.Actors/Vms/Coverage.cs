using System.Text.Json;
using Reactor.Qmp;
using Reactor.Reactions.Recovery;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>
/// Which events of a connection its answers tell already. Those read before an answer are covered by it. QEMU holds back events whose rate it
/// limits and sends them later, with their own time: one from before the question is covered too, and where an event was recovered from the answer it
/// is that one's twin.
/// </summary>
/// <param name="isOfThisHost">Whether QEMU's clock is ours; else its times tell nothing.</param>
internal sealed class Coverage(bool isOfThisHost)
{
    // There is one of each VM, and mostly nothing in it.
    private (StateQuestion Question, long UpTo)[] _upTo = [];
    private List<VmEvent>? _untwinned;
    private long _statusUpTo;
    private DateTimeOffset? _askedAt;
    private DateTimeOffset? _answeredAt;

    /// <summary>Events up to this ordinal are covered by some answer.</summary>
    public long UpTo => Math.Max(_statusUpTo, _upTo.Length == 0 ? 0 : _upTo.Max(answered => answered.UpTo));

    /// <summary>Ordinal of the last event that was taken and bears the VM's state.</summary>
    public long LastStateEvent { get; set; }

    /// <summary>There are answers to all questions.</summary>
    /// <param name="answers">They.</param>
    public void Answered(VmAnswers answers)
    {
        StatusAnswered(answers.StatusKnownUpTo);
        _upTo = WithRepliesOf(answers);
        (_askedAt, _answeredAt) = (answers.AskedAt, answers.AnsweredAt);
    }

    /// <summary>There is an answer about the run state alone.</summary>
    public void StatusAnswered(long coveredUpTo) => _statusUpTo = Math.Max(_statusUpTo, coveredUpTo);

    /// <summary>These were made from the answers.</summary>
    public void Recovered(IEnumerable<VmEvent> events)
    {
        _untwinned = isOfThisHost && events.Where(e => IsRateLimited(e.Name)).ToList() is { Count: > 0 } limited ? limited : null;
    }

    /// <summary>Whether an event was read before the answer to a question (null: about the run state).</summary>
    public bool Covers(QmpEvent e, StateQuestion? question) => e.Ordinal <= (question is null ? _statusUpTo : UpToOf(question));

    /// <summary>Whether an event tells something that the answer to a question (null: about the run state) doesn't.</summary>
    public bool IsNews(QmpEvent e, StateQuestion? question) => !Covers(e, question) && !IsFromBefore(e, _askedAt);

    /// <summary>Whether it is the twin of an event that was recovered, which is to be told once. There is one twin at most.</summary>
    public bool TakeTwin(QmpEvent e)
    {
        // What a search makes is made where there is something to search alone.
        return _untwinned is not null && IsFromBefore(e, _answeredAt) && TakeTwin(e, _untwinned);
    }

    private static bool TakeTwin(QmpEvent e, List<VmEvent> untwinned)
    {
        if (!untwinned.Exists(recovered => recovered.Name == e.Name))
            return false;
        using var data = JsonDocument.Parse(e.Data);
        var at = untwinned.FindIndex(recovered => recovered.Name == e.Name && Holds(data.RootElement, recovered.Data));
        if (at < 0)
            return false;
        untwinned.RemoveAt(at);
        return true;
    }

    private (StateQuestion Question, long UpTo)[] WithRepliesOf(VmAnswers answers) => answers.Replies.IsEmpty ? _upTo :
    [
        .. _upTo.Length == 0 ? [] : _upTo.Where(before => !answers.Replies.Any(answered => answered.Reply.Question.Equals(before.Question))),
        .. answers.Replies.Select(answered => (answered.Reply.Question, answered.CoveredUpTo)),
    ];

    private long UpToOf(StateQuestion question)
    {
        foreach (var answered in _upTo)
        {
            if (answered.Question.Equals(question))
                return answered.UpTo;
        }

        return 0;
    }

    private bool IsFromBefore(QmpEvent e, DateTimeOffset? time) =>
        isOfThisHost && e.Timestamp is { } timestamp && time is { } at && IsRateLimited(e.Name)
        && DateTimeOffset.FromUnixTimeSeconds(timestamp.Seconds).AddMicroseconds(timestamp.Microseconds) < at;

    private static bool IsRateLimited(string name) => EventCatalogue.Default.TryGet(name, out var schema) && schema.RateLimit is not null;

    /// <summary>Whether the data has all members of a recovered event's, with equal values.</summary>
    private static bool Holds(JsonElement data, ReadOnlyMemory<byte> recovered)
    {
        using var some = JsonDocument.Parse(recovered);
        return some.RootElement.EnumerateObject().All(member =>
            data.TryGetProperty(member.Name, out var value) && JsonElement.DeepEquals(value, member.Value));
    }
}
