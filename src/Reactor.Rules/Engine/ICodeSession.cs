namespace Reactor.Rules.Engine;

/// <summary>
/// The events of one key that a rule in code holds, and what it finds among them. Which matches there are follows from the events alone: one that is
/// made anew and given the same events holds the same. What throws takes the rule out.
/// </summary>
public interface ICodeSession
{
    /// <summary>An event is held from now on.</summary>
    /// <param name="seen">The event and its VM.</param>
    void Add(SeenEvent seen);

    /// <summary>An event is over.</summary>
    /// <param name="seen">The very one that was added.</param>
    void Remove(SeenEvent seen);

    /// <summary>What was found since it was asked last, each once.</summary>
    IReadOnlyCollection<CodeMatch> Find();
}

/// <summary>A match that code found.</summary>
/// <param name="Of">The event that it is about.</param>
/// <param name="Data">What the code says of it: a JSON object, <c>data</c> in expressions.</param>
public sealed record CodeMatch(SeenEvent Of, ReadOnlyMemory<byte> Data);
