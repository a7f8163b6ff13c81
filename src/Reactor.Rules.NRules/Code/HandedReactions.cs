using NRules.Extensibility;
using Reactor.Rules.Engine;

namespace Reactor.Rules.NRules.Code;

/// <summary>The reactions of one session, until they are taken: what one <c>Then</c> hands about one event is one match.</summary>
internal sealed class HandedReactions : IReactions, IDependencyResolver
{
    /// <summary>The most matches for one input.</summary>
    public const int Most = 1_000;

    private readonly List<ReactionsOfEvent> _handed = [];
    private int _ofThisThen;

    /// <summary>A rule begins to fire.</summary>
    public void StartThen() => _ofThisThen = _handed.Count;

    public void Alert(QmpEvent of, string summary, string description = "") => Of(of).Alert(summary, description);

    public void Send(QmpEvent of, string target, string text) => Of(of).Send(target, text);

    public void Record(QmpEvent of, string table, params (string Name, object? Value)[] fields) => Of(of).Record(table, fields);

    public IReadOnlyCollection<CodeMatch> Take()
    {
        CodeMatch[] taken = [.. _handed.Select(h => new CodeMatch(h.Event.Seen, h.ToJson()))];
        _handed.Clear();
        return taken;
    }

    public object Resolve(IResolutionContext context, Type serviceType) =>
        serviceType == typeof(IReactions) ? this : throw new InvalidOperationException($"A rule in C# can have {nameof(IReactions)}, and no {serviceType.Name}.");

    private ReactionsOfEvent Of(QmpEvent of)
    {
        ArgumentNullException.ThrowIfNull(of);
        if (_handed.FindIndex(_ofThisThen, h => ReferenceEquals(h.Event, of)) is >= 0 and var at)
            return _handed[at];
        if (_handed.Count == Most)
            throw new InvalidOperationException($"It found more than {Most} matches by one event.");
        var reactions = new ReactionsOfEvent(of);
        _handed.Add(reactions);
        return reactions;
    }
}
