using System.Collections.Immutable;
using Reactor.Rules.Engine;

namespace Reactor.Rules.Model;

/// <summary>A rule that is written in code: events are held for a while, by key, and each that comes may complete any number of matches. No rule file has one.</summary>
/// <param name="Any">One or more clauses, any of them: the events that are held.</param>
/// <param name="Within">How long an event is held, up to the newest.</param>
/// <param name="Meaning">Changes when the code does: state of other code is not taken over.</param>
/// <param name="NewSession">Makes what holds the events of one key and finds matches among them.</param>
public sealed record CodePattern(ImmutableArray<Clause> Any, TimeSpan Within, string Meaning, Func<ICodeSession> NewSession) : Pattern
{
    /// <inheritdoc/>
    public override ImmutableArray<Clause> Clauses => Any;

    /// <inheritdoc/>
    public override int OpeningClauses => Any.Length;

    /// <inheritdoc/>
    public override string Form => "code";
}
